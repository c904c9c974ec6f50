import { afterAll, assert, describe, it } from "@effect/vitest"
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const launcher = fileURLToPath(new URL("../bin/openrouter-keys-sandbox.js", import.meta.url))

const runs: Array<Run> = []

afterAll(() => {
  for (const run of runs) run.child.kill("SIGKILL")
})

class Run {
  readonly child: ChildProcessWithoutNullStreams
  readonly exited: Promise<number | null>
  stdout = ""
  stderr = ""

  constructor(...flags: ReadonlyArray<string>) {
    this.child = spawn(process.execPath, [launcher, ...flags])
    this.child.stdout.on("data", (text) => this.stdout += text)
    this.child.stderr.on("data", (text) => this.stderr += text)
    this.exited = new Promise((resolve) => this.child.on("close", resolve))
    runs.push(this)
  }

  /** What was printed when it was ready: the address and the key of the `export` lines. */
  async ready(): Promise<{ readonly url: string; readonly key: string }> {
    await this.printed("Ctrl-C")
    const exported = (name: string) => new RegExp(`^ *export ${name}=(.*)$`, "m").exec(this.stdout)?.[1] ?? ""
    return { url: exported("OPENROUTER_BASE_URL"), key: exported("OPENROUTER_API_KEY") }
  }

  async printed(text: string): Promise<void> {
    while (!this.stdout.includes(text) && this.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.include(this.stdout, text, this.stderr)
  }

  async stop(signal: "SIGINT" | "SIGTERM"): Promise<number | null> {
    this.child.kill(signal)
    return this.exited
  }
}

const list = (url: string, key: string) => fetch(`${url}/keys`, { headers: { authorization: `Bearer ${key}` } })

describe.concurrent("openrouter-keys-sandbox", { timeout: 20_000 }, () => {
  it("prints how to use it, serves, and logs a line per request without a secret", async () => {
    const run = new Run("--keys", "3")
    const { key, url } = await run.ready()
    const banner = run.stdout
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
    assert.match(key, /^sk-or-v1-[0-9a-f]{64}$/)
    const { data } = (await (await list(url, key)).json()) as { readonly data: ReadonlyArray<unknown> }
    assert.strictEqual(data.length, 3)
    await list(url, "sk-or-v1-wrong")
    await run.printed(" 401 ")
    assert.match(
      run.stdout.slice(banner.length),
      /^GET \/api\/v1\/keys 200 in \d+ ms\nGET \/api\/v1\/keys 401 in \d+ ms\n$/
    )
    assert.strictEqual(await run.stop("SIGINT"), 0)
    assert.isEmpty(run.stderr)
  })

  it("ends at once on SIGTERM, also with a connection that is kept alive", async () => {
    const run = new Run()
    const { key, url } = await run.ready()
    await list(url, key)
    assert.strictEqual(await run.stop("SIGTERM"), 0)
    assert.isEmpty(run.stderr)
  })

  it("takes a key and a seed of one's own, and is quiet when told so", async () => {
    const run = new Run("--management-key", "my-own-key", "--seed", "s", "--quiet")
    const { key, url } = await run.ready()
    const banner = run.stdout
    assert.strictEqual(key, "my-own-key")
    assert.strictEqual((await list(url, key)).status, 200)
    await run.stop("SIGINT")
    assert.strictEqual(run.stdout, banner)
  })

  it("says in one line that its port is in use", async () => {
    const first = new Run()
    const { port } = new URL((await first.ready()).url)
    const second = new Run("--port", port)
    assert.strictEqual(await second.exited, 1)
    assert.strictEqual(second.stderr, `The sandbox cannot listen on port ${port}: it is already in use.\n`)
    assert.isEmpty(second.stdout)
    await first.stop("SIGINT")
  })

  it.each([
    [["--port", "x"], "--port must be a whole number"],
    [["--port", "65536"], "--port must be a whole number"],
    [["--keys", "-1"], "--keys must be a whole number"],
    [["--bogus"], "--bogus"],
    [["extra"], "extra"]
  ])("refuses %j", async (flags, message) => {
    const run = new Run(...flags)
    assert.strictEqual(await run.exited, 1)
    assert.include(run.stderr, message)
    assert.notMatch(run.stderr, /^\s+at /m)
    assert.isEmpty(run.stdout)
  })

  it("explains itself", async () => {
    const [help, version] = [new Run("--help"), new Run("--version")]
    assert.deepStrictEqual(await Promise.all([help.exited, version.exited]), [0, 0])
    for (const flag of ["--port", "--keys", "--management-key", "--seed", "--quiet"]) assert.include(help.stdout, flag)
    assert.match(version.stdout, /^\d+\.\d+\.\d+\s*$/)
  })
})
