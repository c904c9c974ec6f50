import { type ReactNode, type SyntheticEvent, useEffect, useRef } from "react"
import type { FieldMessages } from "../model/form.js"

interface FormProps {
  readonly messages?: FieldMessages
  readonly onSubmit: () => void
  readonly children: ReactNode
}

/** A form without the browser's validation. The first invalid field gets the focus. */
export const Form = ({ children, messages, onSubmit }: FormProps) => {
  const ref = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (messages === undefined || Object.keys(messages).length === 0) return
    const wrong = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")
    const folded = wrong?.closest("details")
    if (folded !== null && folded !== undefined) folded.open = true
    wrong?.focus()
  }, [messages])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return <form ref={ref} className="form" noValidate onSubmit={submit}>{children}</form>
}
