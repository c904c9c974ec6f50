import { absoluteTime, relativeTime } from "../model/format.js"

interface TimeProps {
  readonly timestamp: string
  readonly now: number
  /** Whether the exact time is shown too. The title always has it. */
  readonly isExact?: boolean
}

/** A time relative to now. An unreadable time is shown as the service sent it. */
export const Time = ({ isExact = false, now, timestamp }: TimeProps) => {
  const time = Date.parse(timestamp)
  if (Number.isNaN(time)) return <span className="break" title="This time cannot be read">{timestamp}</span>
  const exact = absoluteTime(time)
  return (
    <>
      <time dateTime={timestamp} title={exact}>{relativeTime(time, now)}</time>
      {isExact && <span className="muted">{` ${exact}`}</span>}
    </>
  )
}
