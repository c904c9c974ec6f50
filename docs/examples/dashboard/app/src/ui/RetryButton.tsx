import type { ComponentProps } from "react"
import { type Failure, waitOf } from "../model/failure.js"
import { wait } from "../model/format.js"
import { Button } from "./Button.js"
import { useCountdown } from "./hooks.js"

interface RetryButtonProps extends ComponentProps<typeof Button> {
  /** The last error. If the service asked to wait, the button counts down. */
  readonly error: Failure | null
  readonly isPending: boolean
  /** The label before the first error. */
  readonly label?: string
  readonly pendingLabel?: string
}

/** A button for an action that can be retried once the service's wait is over. */
export const RetryButton = (
  { error, isDisabled = false, isPending, label = "Try again", pendingLabel = "Trying again…", ...props }:
    RetryButtonProps
) => {
  const left = useCountdown(error, error === null ? 0 : waitOf(error))
  const again = error === null || error._tag === "InvalidRequest" ? label : "Try again"
  const idle = left > 0 ? `Try again in ${wait(left)}` : again
  return <Button {...props} isDisabled={isDisabled || isPending || left > 0}>{isPending ? pendingLabel : idle}</Button>
}
