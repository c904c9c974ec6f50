import { type KeyState, stateNames } from "../model/keyState.js"

export const StateBadge = ({ state }: { readonly state: KeyState }) => (
  <span className="state" data-state={state}>{stateNames[state]}</span>
)
