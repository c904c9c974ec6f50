/** Refuses changes outside of the plan's scope and shared sinks, also in a plan that was edited. */
import * as Either from "effect/Either"
import type { Change, Plan, Refusal } from "../../Plan.js"
import { clashes } from "../sink/clash.js"
import { readForm } from "../sink/form.js"
import { sharedSink } from "./make.js"

/** All names that a change reads or sets. */
const namesIn = (change: Change): ReadonlyArray<string> => [
  change.name,
  ...("seen" in change ? [change.seen.name] : []),
  ...("declared" in change ? [change.declared.name] : []),
  ...(change._tag === "update"
    ? change.fields.filter(({ field }) => field === "name").map(({ after }) => `${after}`)
    : [])
]

const outOfScope = ({ changes, scope: { prefix } }: Plan): ReadonlyArray<Refusal> =>
  changes.flatMap((change, index): ReadonlyArray<Refusal> => {
    const name = namesIn(change).find((each) => !each.startsWith(prefix))
    return name === undefined ? [] : [{
      name,
      path: `changes[${index}]`,
      reason: "OutOfScope",
      message: `This ${change._tag} is out of the plan's scope ${JSON.stringify(prefix)}: plan again.`
    }]
  })

/** Finds shared sinks. Symbolic links are followed. */
const sharedSinks = ({ changes }: Plan): ReadonlyArray<Refusal> => {
  const targets = changes.map((change) =>
    "to" in change ? Either.getOrElse(readForm(change.to), () => change.to) : undefined
  )
  return clashes(targets, { followLinks: true }).flatMap((indexes) =>
    indexes.map((index): Refusal => {
      const { name } = changes[index]!
      const names = indexes.map((each) => changes[each]!.name)
      return { name, path: `changes[${index}]`, reason: "SharedSink", message: sharedSink(name, names) }
    })
  )
}

/** Changes that are refused in any plan. */
export const refusedChanges = (plan: Plan): ReadonlyArray<Refusal> => [...outOfScope(plan), ...sharedSinks(plan)]
