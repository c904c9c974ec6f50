import type { ComponentProps, MouseEvent } from "react"

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly variant?: "primary" | "secondary" | "quiet" | "danger"
  readonly size?: "normal" | "small" | "icon"
  /** The button does nothing but can keep the focus, unlike with `disabled`. */
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
