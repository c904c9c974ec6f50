import { useApiKeysGet } from "@openrouter-keys/adapters/react-query/apiKeysGet"

export const Remaining = ({ hash }: { readonly hash: string }) => {
  const { data, error } = useApiKeysGet({ hash }, { refetchInterval: 60_000 })
  if (error !== null) return <p>{error._tag === "NotFound" ? "No such key" : error.message}</p>
  return <p>{data === undefined ? "Loading…" : `${data.data.name}: ${data.data.limitRemaining ?? "no limit"}`}</p>
}
