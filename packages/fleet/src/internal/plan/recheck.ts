/** Refuses changes that leave the plan's scope or put two secrets into one place, also in a plan that was edited. */
import * as Either from "effect/Either"
import type { Change, Plan, Refusal } from "../../Plan.js"
import { clashes } from "../sink/clash.js"
import { readForm } from "../sink/form.js"
import { sharedSink } from "./make.js"

/** Every name that a change reads or gives. */
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

/** The file system says which files are one. */
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

/** Changes of the plan that are refused whatever it says. */
export const refusedChanges = (plan: Plan): ReadonlyArray<Refusal> => [...outOfScope(plan), ...sharedSinks(plan)]
