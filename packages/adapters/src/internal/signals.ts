/**
 * Listening to signals that may serve any number of calls.
 *
 * However many calls share a signal, it has one listener: Node takes more than ten for a leak, and warns. When the last
 * call is over, it has none.
 */

interface Hub {
  readonly listeners: Set<() => void>
  readonly onAbort: () => void
}

const hubs = new WeakMap<AbortSignal, Hub>()

const open = (signal: AbortSignal): Hub => {
  const listeners = new Set<() => void>()
  const hub = {
    listeners,
    onAbort: () => {
      for (const listener of listeners) listener()
    }
  }
  // In this order: a signal that refuses has no hub, and is asked again by the next call.
  signal.addEventListener("abort", hub.onAbort)
  hubs.set(signal, hub)
  return hub
}

const listen = (signal: AbortSignal, listener: () => void): () => void => {
  const { listeners, onAbort } = hubs.get(signal) ?? open(signal)
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    signal.removeEventListener("abort", onAbort)
    hubs.delete(signal)
  }
}

/**
 * Runs `listener` when one of the signals is aborted, until the function that comes back is called. Throws what a signal
 * throws, and listens to none of them then.
 */
export const whenAborted = (signals: ReadonlyArray<AbortSignal>, listener: () => void): () => void => {
  const stops: Array<() => void> = []
  const stopAll = () => {
    for (const stop of stops) {
      // One signal that cannot be left does not keep the others, or the call.
      try {
        stop()
      } catch {}
    }
  }
  try {
    for (const signal of signals) stops.push(listen(signal, listener))
  } catch (error) {
    stopAll()
    throw error
  }
  return stopAll
}
