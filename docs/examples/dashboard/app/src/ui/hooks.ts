/** What components watch beside the keys. */
import { onlineManager } from "@tanstack/react-query"
import { useCallback, useEffect, useState, useSyncExternalStore } from "react"

/** Whether the browser has a network. */
export const useIsOnline = (): boolean =>
  useSyncExternalStore((notify) => onlineManager.subscribe(notify), () => onlineManager.isOnline())

/** The time in milliseconds since 1970, as it was at most `interval` milliseconds ago. */
export const useNow = (interval: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval])
  return now
}

/** Milliseconds that are left of a wait, which begins when `cause` is first seen. */
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

/** Whether a condition holds for longer than `delay` milliseconds. */
export const useLasting = (condition: boolean, delay: number): boolean => {
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

/** A value as it was last, as long as it is held. */
export const useHeld = <Value>(value: Value, isHeld: boolean): Value => {
  const [held, setHeld] = useState(value)
  if (!isHeld && held !== value) setHeld(value)
  return isHeld ? held : value
}

/** Whether a media query holds. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback((notify: () => void) => {
    const media = matchMedia(query)
    media.addEventListener("change", notify)
    return () => media.removeEventListener("change", notify)
  }, [query])
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Asks before the page is left, as long as leaving would lose something. */
export const useStayHere = (wouldLose: boolean): void => {
  useEffect(() => {
    if (!wouldLose) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", ask)
    return () => removeEventListener("beforeunload", ask)
  }, [wouldLose])
}
