import type { ComponentProps, MouseEvent } from "react"

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly variant?: "primary" | "secondary" | "quiet" | "danger"
  readonly size?: "normal" | "small" | "icon"
  /** It keeps its focus, unlike a button that is `disabled`, and does nothing. */
  readonly isDisabled?: boolean | undefined
}

export const Button = (
  { className = "", isDisabled = false, onClick, size = "normal", type = "button", variant = "secondary", ...props }:
    ButtonProps
) => (
  <button
    {...props}
    type={type}
    className={`button button-${variant} button-${size} ${className}`}
    aria-disabled={isDisabled || undefined}
    onClick={(event: MouseEvent<HTMLButtonElement>) => isDisabled ? event.preventDefault() : onClick?.(event)}
  />
)
