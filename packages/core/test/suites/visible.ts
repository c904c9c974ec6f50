/** All texts that printing, logging, copying or storing a value can show. */
import { inspect } from "node:util"

const everything = {
  depth: Infinity,
  showHidden: true,
  getters: true,
  maxStringLength: Infinity,
  maxArrayLength: Infinity
}

const attempt = (text: () => string | undefined): string => {
  try {
    return text() ?? ""
  } catch (error) {
    return `threw ${String(error)}`
  }
}

const chainOf = (value: unknown): ReadonlyArray<unknown> => {
  const chain: Array<unknown> = []
  for (let each = value; each !== undefined && each !== null && !chain.includes(each) && chain.length < 20;) {
    chain.push(each)
    each = typeof each === "object" ? (each as { readonly cause?: unknown }).cause : undefined
  }
  return chain
}

/** The texts by method. */
export const visibleForms = (value: unknown): ReadonlyArray<readonly [form: string, text: string]> =>
  chainOf(value).flatMap((each, level) =>
    ([
      ["inspect", attempt(() => inspect(each, everything))],
      ["JSON.stringify", attempt(() => JSON.stringify(each))],
      ["String", attempt(() => String(each))],
      ["message", attempt(() => each instanceof Error ? each.message : "")],
      ["stack", attempt(() => each instanceof Error ? each.stack : "")],
      ["structuredClone", attempt(() => inspect(structuredClone(each), everything))],
      ["spread", attempt(() => inspect({ ...(each as object) }, everything))],
      ["JSON.stringify of a spread", attempt(() => JSON.stringify({ ...(each as object) }))],
      ["Object.entries", attempt(() => inspect(Object.entries(each as object), everything))]
    ] as const).map(([form, text]) => [`${form} (cause ${level})`, text] as const)
  )
