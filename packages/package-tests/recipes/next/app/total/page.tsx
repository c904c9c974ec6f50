import { openRouter } from "../openRouter"

/** A server component: the list is read for each request, and nothing of it reaches the browser but the text. */
export default async function Total() {
  const { data } = await openRouter.apiKeys.list({ includeDisabled: true })
  return <p>{`${data.length} keys`}</p>
}
