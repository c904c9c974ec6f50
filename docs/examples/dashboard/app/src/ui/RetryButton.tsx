import type { ComponentProps } from "react"
import { type Failure, waitOf } from "../model/failure.js"
import { wait } from "../model/format.js"
import { Button } from "./Button.js"
import { useCountdown } from "./hooks.js"

interface RetryButtonProps extends ComponentProps<typeof Button> {
  /** What went wrong the last time; how long the service then asked to wait counts down. */
  readonly error: Failure | null
  readonly isPending: boolean
  /** What it is called before anything went wrong. */
  readonly label?: string
  readonly pendingLabel?: string
}

/** A button that does something, or does it again when the service allows. */
export const RetryButton = (
  { error, isDisabled = false, isPending, label = "Try again", pendingLabel = "Trying again…", ...props }:
    RetryButtonProps
) => {
  const left = useCountdown(error, error === null ? 0 : waitOf(error))
  const again = error === null || error._tag === "InvalidRequest" ? label : "Try again"
  const idle = left > 0 ? `Try again in ${wait(left)}` : again
  return <Button {...props} isDisabled={isDisabled || isPending || left > 0}>{isPending ? pendingLabel : idle}</Button>
}
