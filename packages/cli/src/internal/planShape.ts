/** Formats plans. */
import type * as Plan from "@openrouter-keys/fleet/Plan"
import { counted, limitOf, usd } from "./format.js"
import { declarationFields } from "./keyFields.js"
import type { Shape } from "./output.js"
import type { Look } from "./style.js"

const looks: Readonly<Record<Plan.Change["_tag"], Look>> = {
  create: "green",
  update: "yellow",
  replace: "yellow",
  disable: "red",
  delete: "red"
}

const signs: Readonly<Record<Plan.Change["_tag"], string>> = {
  create: "+",
  update: "~",
  replace: "±",
  disable: "-",
  delete: "x"
}

const valueOf = (field: Plan.PlannedField, value: Plan.FieldValue): string => {
  if (field === "limit") return typeof value === "number" ? usd(value) : "none"
  return value === null ? "none" : String(value)
}

const fieldsOf = (fields: ReadonlyArray<Plan.FieldChange>): string =>
  fields.map(({ after, before, field }) => `${field} ${valueOf(field, before)} → ${valueOf(field, after)}`).join(", ")

const detailOf = (change: Plan.Change): string => {
  switch (change._tag) {
    case "create":
      return `limit ${limitOf(change.declared.limit, change.declared.limitReset ?? null)}, secret to ${change.to}`
    case "update":
      return fieldsOf(change.fields)
    case "replace":
      return `${fieldsOf(change.fields)}, secret to ${change.to}`
    case "disable":
      return change.reason === "declared" ? "declared as disabled" : "not declared"
    case "delete":
      return change.reason === "leftover" ? "left by an interrupted run" : "not declared, already disabled"
  }
}

/** Rows of changes. */
export const planShape: Shape<Plan.Change> = {
  fields: declarationFields,
  tsv: declarationFields,
  data: (change) => ({
    change: change._tag,
    name: change.name,
    hash: "seen" in change ? change.seen.hash : null,
    detail: detailOf(change),
    givesMore: change.givesMore
  }),
  columns: [
    { title: "CHANGE", cell: ({ _tag }) => ({ text: `${signs[_tag]} ${_tag}`, look: looks[_tag] }) },
    { title: "NAME", cell: ({ name }) => name, shrinksTo: 14 },
    { title: "", cell: ({ givesMore }) => ({ text: givesMore ? "gives more" : "", look: "yellow" }), rank: 1 },
    { title: "DETAIL", cell: (change) => detailOf(change), shrinksTo: 16, rank: 2 }
  ]
}

/** Summary of a plan, in one sentence. */
export const summaryOf = ({ changes, refusals, rotating, unchanged, undeclared }: Plan.Plan): string => {
  const kinds = Object.keys(signs).flatMap((tag) => {
    const count = changes.filter(({ _tag }) => _tag === tag).length
    return count === 0 ? [] : [`${count} to ${tag}`]
  })
  const rest = [
    kinds.length === 0 ? "Nothing to change" : kinds.join(", "),
    `${counted(unchanged.length, "key")} as declared`,
    ...(rotating.length === 0 ? [] : [`${rotating.length} being rotated`]),
    ...(undeclared.length === 0 ? [] : [`${undeclared.length} not declared`]),
    ...(refusals.length === 0 ? [] : [`${refusals.length} refused`])
  ]
  return `${rest.join("; ")}.`
}
