import Check from "lucide-react/icons/check"
import Copy from "lucide-react/icons/copy"
import { type ComponentProps, useEffect, useState } from "react"
import { Button } from "./Button.js"

/** Copies by `document.execCommand`, for pages without access to `navigator.clipboard`. */
const copyThroughSelection = (text: string, container: Element): boolean => {
  const area = document.createElement("textarea")
  area.value = text
  area.setAttribute("aria-hidden", "true")
  area.className = "hidden"
  // Inside the dialog, because nothing outside of it can have the focus.
  container.append(area)
  area.select()
  // oxlint-disable-next-line typescript/no-deprecated -- There is no other way.
  const isCopied = document.execCommand("copy")
  area.remove()
  return isCopied
}

const copy = async (text: string, container: Element): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyThroughSelection(text, container)
  }
}

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, "onClick"> {
  readonly text: string
  readonly label?: string
  readonly onCopied?: () => void
  /** Called if the browser does not allow copying. */
  readonly onRefused?: () => void
}

/** Copies a text, and announces it to screen readers too. */
export const CopyButton = ({ label = "Copy", onCopied, onRefused, text, ...props }: CopyButtonProps) => {
  const [result, setResult] = useState<"copied" | "refused">()
  useEffect(() => {
    if (result === undefined) return
    const timer = setTimeout(() => setResult(undefined), 4_000)
    return () => clearTimeout(timer)
  }, [result])
  const onClick = async (button: HTMLElement) => {
    const isCopied = await copy(text, button.closest("dialog") ?? document.body)
    button.focus()
    setResult(isCopied ? "copied" : "refused")
    if (isCopied) onCopied?.()
    else onRefused?.()
  }
  return (
    <>
      <Button {...props} onClick={({ currentTarget }) => void onClick(currentTarget)}>
        {result === "copied" ? <Check /> : <Copy />}
        {result === "copied" ? "Copied" : label}
      </Button>
      <span role="status" className="hidden">
        {result === "copied" && "Copied"}
        {result === "refused" && "The browser did not allow copying. Select the text and copy it yourself."}
      </span>
    </>
  )
}
