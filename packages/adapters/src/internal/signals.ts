/**
 * Listens to signals that many calls share.
 *
 * A signal has one listener for any number of calls: Node warns of a leak at more than ten. The listener is removed
 * when the last call ends.
 */

interface SharedListener {
  readonly listeners: Set<() => void>
  readonly onAbort: () => void
}

const sharedListeners = new WeakMap<AbortSignal, SharedListener>()

const share = (signal: AbortSignal): SharedListener => {
  const listeners = new Set<() => void>()
  const shared = {
    listeners,
    onAbort: () => {
      for (const listener of listeners) listener()
    }
  }
  // Adds the listener first: if that throws, the next call tries again.
  signal.addEventListener("abort", shared.onAbort)
  sharedListeners.set(signal, shared)
  return shared
}

const listen = (signal: AbortSignal, listener: () => void): () => void => {
  const { listeners, onAbort } = sharedListeners.get(signal) ?? share(signal)
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    signal.removeEventListener("abort", onAbort)
    sharedListeners.delete(signal)
  }
}

/**
 * Calls `listener` when one of the signals is aborted. Returns a function that removes the listeners. If adding one
 * throws, removes the others and rethrows.
 */
export const whenAborted = (signals: ReadonlyArray<AbortSignal>, listener: () => void): () => void => {
  const stops: Array<() => void> = []
  const stopAll = () => {
    for (const stop of stops) {
      // A signal that throws must not prevent the removal of the other listeners.
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
