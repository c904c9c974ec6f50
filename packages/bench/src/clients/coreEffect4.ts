/** The Effect API on Effect 4. Its module stands in that package: here, `effect` is version 3. */
import { apiKey, type Client, type Connection, newKey } from "./client.js"

type Make = (options: Connection & { readonly apiKey: string; readonly newKey: typeof newKey }) => Promise<Client>

const { href } = new URL("../../../core-effect-4/bench/client.mjs", import.meta.url)

/** Loaded when it is measured. */
const load = (): Promise<{ readonly overFetch: Make; readonly overUndici: Make }> => import(href)

/** Over undici's pool. */
export const coreEffect4Undici = async (connection: Connection): Promise<Client> =>
  (await load()).overUndici({ ...connection, apiKey, newKey })

/** Over fetch. */
export const coreEffect4Fetch = async (connection: Connection): Promise<Client> =>
  (await load()).overFetch({ ...connection, apiKey, newKey })
