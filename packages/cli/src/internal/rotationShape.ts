/** Formats rotations. */
import type { Rotation } from "@openrouter-keys/fleet/Rotation"
import { moment, when } from "./format.js"
import { rotationFields } from "./keyFields.js"
import type { Facts, Shape } from "./output.js"
import type { Look } from "./style.js"

/** A rotation, and when it continues. */
export interface Shown extends Rotation.Status {
  readonly wakesAt: string | null
}

/** A rotation, and when it continues; `null` if it does not wait. */
export const shown = (status: Rotation.Status, pending: ReadonlyArray<Rotation.Pending>): Shown => ({
  ...status,
  wakesAt: pending.find(({ id }) => id === status.id)?.wakesAt ?? null
})

const looks: Readonly<Record<Rotation.Status["state"], Look | undefined>> = {
  active: "cyan",
  stopped: "red",
  done: "green",
  cancelled: "dim"
}

const data = ({ predecessor, successor, ...status }: Shown): Readonly<Record<string, unknown>> => ({
  ...status,
  predecessor: predecessor.hash,
  successor: successor?.hash ?? null
})

const nextOf = ({ reason, state, wakesAt }: Shown, now: number): string => {
  const time = state === "active" && wakesAt !== null ? when(wakesAt, now) : ""
  return [time, reason ?? ""].filter((part) => part !== "").join(": ")
}

/** Rows of rotations. */
export const rotationShape = (now: number): Shape<Shown> => ({
  fields: rotationFields,
  tsv: rotationFields,
  data,
  columns: [
    { title: "ID", cell: ({ id }) => id },
    { title: "NAME", cell: ({ name }) => name, shrinksTo: 12, rank: 1 },
    { title: "STEP", cell: ({ step }) => step, rank: 0 },
    { title: "STATE", cell: ({ state }) => ({ text: state, look: looks[state] }) },
    { title: "NEXT", cell: (row) => nextOf(row, now), shrinksTo: 10, rank: 2 }
  ]
})

/** One rotation in full. */
export const rotationFacts = (row: Shown, now: number): Facts => ({
  fields: rotationFields,
  data: data(row),
  lines: [
    ["ID", { text: row.id, look: "bold" }],
    ["Key", row.name],
    ["Step", row.step],
    ["State", { text: row.state, look: looks[row.state] }],
    ["Next", nextOf(row, now)],
    ["Old key", `${row.predecessor.label}, ${row.predecessor.hash}`],
    ["New key", row.successor === null ? "none yet" : `${row.successor.label}, ${row.successor.hash}`],
    ["Started", moment(row.startedAt)],
    ["Updated", moment(row.updatedAt)]
  ]
})
