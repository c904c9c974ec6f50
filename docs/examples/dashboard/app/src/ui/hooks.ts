/** Shared hooks. */
import { onlineManager } from "@tanstack/react-query"
import { useCallback, useEffect, useState, useSyncExternalStore } from "react"

/** Whether the browser is online. */
export const useIsOnline = (): boolean =>
  useSyncExternalStore((notify) => onlineManager.subscribe(notify), () => onlineManager.isOnline())

/** The time in milliseconds since 1970, updated every `interval` milliseconds. */
export const useNow = (interval: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval])
  return now
}

/** The remaining milliseconds of a wait, which starts when `cause` changes. */
export const useCountdown = (cause: unknown, duration: number): number => {
  const [seen, setSeen] = useState({ cause, left: duration })
  useEffect(() => {
    if (duration === 0) return
    const end = Date.now() + duration
    const timer = setInterval(() => {
      const left = Math.max(0, end - Date.now())
      setSeen({ cause, left })
      if (left === 0) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [cause, duration])
  return seen.cause === cause ? seen.left : duration
}

/** Becomes true once a condition has held for `delay` milliseconds. */
export const useDelayedFlag = (condition: boolean, delay: number): boolean => {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!condition) return
    const timer = setTimeout(() => setLasts(true), delay)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [condition, delay])
  return condition && lasts
}

/** Returns the last value before it was frozen, as long as it is frozen. */
export const useFrozenValue = <Value>(value: Value, isFrozen: boolean): Value => {
  const [frozen, setFrozen] = useState(value)
  if (!isFrozen && frozen !== value) setFrozen(value)
  return isFrozen ? frozen : value
}

/** Whether a media query matches. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback((notify: () => void) => {
    const media = matchMedia(query)
    media.addEventListener("change", notify)
    return () => media.removeEventListener("change", notify)
  }, [query])
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Asks for confirmation before the page unloads. */
export const useBeforeUnload = (isEnabled: boolean): void => {
  useEffect(() => {
    if (!isEnabled) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", ask)
    return () => removeEventListener("beforeunload", ask)
  }, [isEnabled])
}
