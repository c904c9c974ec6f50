/** Validates ranges of days. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Range } from "../../History.js"
import { type OptionError, toError } from "../options.js"
import { maybe, said } from "../shown.js"
import { parseDay } from "./calendar.js"

const day = (description: string) =>
  maybe(
    Schema.String.pipe(Schema.filter((text) => parseDay(text) !== null)),
    said(description, "a day such as 2026-11-27")
  )

/** The fields of a range. */
export const rangeFields = { from: day("The first day."), to: day("The last day.") }

/** Days before and after all stored ones. */
const first = 0
const last = 4_000_000

/** The days of a range, as numbers. */
export const daysOf = ({ from, to }: Range): Either.Either<readonly [from: number, to: number], OptionError> => {
  const begin = from === undefined ? first : parseDay(from) ?? first
  const end = to === undefined ? last : parseDay(to) ?? last
  return begin <= end
    ? Either.right([begin, end])
    : Either.left(toError([{ path: ["from"], message: `is ${from}, which is after \`to\`, ${to}` }]))
}
