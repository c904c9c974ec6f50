/** Adds changes of undeclared keys to a plan. */
import type { Change, Plan, Prune, SeenKey } from "../../Plan.js"
import { seenOf } from "./compare.js"
import { inOrder } from "./make.js"

const pruned = (mode: Prune) => (undeclared: SeenKey): ReadonlyArray<Change> => {
  const seen = seenOf(undeclared)
  const common = { name: seen.name, seen, reason: "undeclared", givesMore: false } as const
  if (!seen.disabled) return [{ _tag: "disable", ...common }]
  return mode === "delete" ? [{ _tag: "delete", ...common }] : []
}

const isPruning = (change: Change): boolean => "reason" in change && change.reason === "undeclared"

/** Replaces the changes that an earlier pruning added. */
export const withPruning = (plan: Plan, mode: Prune): Plan => ({
  ...plan,
  changes: inOrder([
    ...plan.changes.filter((change) => !isPruning(change)),
    ...(mode === false ? [] : plan.undeclared.flatMap(pruned(mode)))
  ])
})
