import { absoluteTime, relativeTime } from "../model/format.js"

interface TimeProps {
  readonly timestamp: string
  readonly now: number
}

/** A time as it lies from now; when exactly is in its title. */
export const Time = ({ now, timestamp }: TimeProps) => {
  const time = Date.parse(timestamp)
  return <time dateTime={timestamp} title={absoluteTime(time)}>{relativeTime(time, now)}</time>
}
