import { afterAll, assert, describe, it } from "@effect/vitest"
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { inject } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "sandbox-bin-"))

const runs: Array<Run> = []

afterAll(() => {
  for (const run of runs) run.child.kill("SIGKILL")
  rmSync(folder, { recursive: true, force: true })
})

interface Address {
  readonly url: string
  readonly key: string
}

class Run {
  readonly child: ChildProcessWithoutNullStreams
  readonly exited: Promise<number | null>
  stdout = ""
  stderr = ""

  /** The command. */
  static bin(...flags: ReadonlyArray<string>): Run {
    return new Run(inject("bin"), flags)
  }

  static of(script: string): Run {
    return new Run(script, [])
  }

  private constructor(script: string, flags: ReadonlyArray<string>) {
    this.child = spawn(process.execPath, [script, ...flags], { env: { ...process.env, FORCE_COLOR: "1" } })
    this.child.stdout.on("data", (text) => this.stdout += text)
    this.child.stderr.on("data", (text) => this.stderr += text)
    this.exited = new Promise((resolve) => this.child.on("close", resolve))
    runs.push(this)
  }

  /** The URL and the key of the `export` lines. */
  async ready(): Promise<Address> {
    await this.printed("Ctrl-C")
    const exported = (name: string) => new RegExp(`^ *export ${name}=(.*)$`, "m").exec(this.stdout)?.[1] ?? ""
    return { url: exported("OPENROUTER_BASE_URL"), key: exported("OPENROUTER_API_KEY") }
  }

  /** The first complete lines of the output. */
  async lines(count: number): Promise<ReadonlyArray<string>> {
    const whole = () => this.stdout.split("\n").slice(0, -1)
    while (whole().length < count && this.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.isAtLeast(whole().length, count, this.stderr)
    return whole().slice(0, count)
  }

  /** The first events of `--json`. */
  async events(count: number): Promise<ReadonlyArray<Record<string, unknown>>> {
    return (await this.lines(count)).map((line) => JSON.parse(line))
  }

  /** Waits for a line with this text. */
  async printed(text: string): Promise<void> {
    while (!this.stdout.split("\n").slice(0, -1).some((line) => line.includes(text)) && this.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.include(this.stdout, text, this.stderr)
  }

  async stop(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<number | null> {
    this.child.kill(signal)
    return this.exited
  }
}

const list = ({ key, url }: Address) => fetch(`${url}/keys`, { headers: { authorization: `Bearer ${key}` } })

const create = async ({ key, url }: Address): Promise<string> => {
  const response = await fetch(`${url}/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ name: "a" })
  })
  const { data } = (await response.json()) as { readonly data: { readonly hash: string } }
  return data.hash
}

/** The hashes of the keys that were created before the process was killed. */
const createUntilKilled = async (run: Run, address: Address): Promise<ReadonlyArray<string>> => {
  const created: Array<string> = []
  const creating = Array.from({ length: 10 }, async () => {
    for (;;) created.push(await create(address))
  })
  while (created.length < 30) await new Promise((resolve) => setTimeout(resolve, 1))
  void run.stop("SIGKILL")
  await Promise.allSettled(creating)
  await run.exited
  return created
}

describe.concurrent("openrouter-keys-sandbox", { timeout: 180_000 }, () => {
  it("prints its usage, serves, and logs a line per request without a secret or a colour", async () => {
    const run = Run.bin("--keys", "3")
    const { key, url } = await run.ready()
    const banner = run.stdout
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
    assert.match(key, /^sk-or-v1-[0-9a-f]{64}$/)
    const { data } = (await (await list({ key, url })).json()) as { readonly data: ReadonlyArray<unknown> }
    assert.strictEqual(data.length, 3)
    await list({ key: "sk-or-v1-wrong", url })
    await run.printed(" 401 ")
    assert.match(
      run.stdout.slice(banner.length),
      /^GET \/api\/v1\/keys 200 in \d+ ms\nGET \/api\/v1\/keys 401 in \d+ ms\n$/
    )
    assert.notInclude(run.stdout, "\u001B")
    assert.strictEqual(await run.stop("SIGINT"), 0)
    assert.isEmpty(run.stderr)
  })

  it("prints JSON for scripts, and ends at once on SIGTERM, also with a connection that is kept alive", async () => {
    const run = Run.bin("--json", "--management-key", "my-own-key", "--fault", "list:503", "--latency", "1ms")
    const [ready] = await run.events(1)
    const { controlUrl, pid, url } = ready as { controlUrl: string; pid: number; url: string }
    assert.deepStrictEqual(ready, { event: "ready", url, managementKey: "my-own-key", controlUrl, pid })
    assert.strictEqual(pid, run.child.pid)
    assert.strictEqual((await list({ key: "my-own-key", url })).status, 503)
    const { millis, ...request } = (await run.events(2))[1]!
    assert.deepStrictEqual(request, {
      event: "request",
      operation: "list",
      method: "GET",
      path: "/api/v1/keys",
      outcome: 503
    })
    // May be 0: the timer and the log use different clocks.
    assert.isTrue(Number.isInteger(millis) && Number(millis) >= 0, `millis: ${String(millis)}`)
    assert.strictEqual(await run.stop("SIGTERM"), 0)
    assert.isEmpty(run.stderr)
  })

  it("loses no created key when it is killed", async () => {
    const state = join(folder, "state.json")
    const flags = ["--state", state, "--management-key", "mine", "--quiet"]
    const known: Array<string> = []
    for (const _ of [1, 2]) {
      const run = Run.bin(...flags)
      known.push(...await createUntilKilled(run, await run.ready()))
      const text = readFileSync(state, "utf8")
      const hashes = (JSON.parse(text) as { keys: ReadonlyArray<{ hash: string }> }).keys.map(({ hash }) => hash)
      assert.includeMembers(hashes, known)
      assert.strictEqual(new Set(hashes).size, hashes.length)
      assert.notInclude(text, "mine")
    }
  })

  it("prints one line if its port is in use or its state is unreadable", async () => {
    const first = Run.bin("--quiet")
    const address = await first.ready()
    const { port } = new URL(address.url)
    const [second, third] = [Run.bin("--port", port), Run.bin("--state", folder)]
    assert.deepStrictEqual(await Promise.all([second.exited, third.exited]), [1, 1])
    assert.strictEqual(second.stderr, `The sandbox cannot listen on port ${port}: it is already in use.\n`)
    assert.match(third.stderr, /^The sandbox cannot load its state from .+: EISDIR.+\n$/)
    assert.isEmpty(second.stdout + third.stdout)
    const banner = first.stdout
    await list(address)
    await first.stop("SIGINT")
    assert.strictEqual(first.stdout, banner)
  })

  it("prints help, and an error for an invalid flag", async () => {
    const [help, version, wrong] = [Run.bin("--help"), Run.bin("--version"), Run.bin("--bogus")]
    assert.deepStrictEqual(await Promise.all([help.exited, version.exited, wrong.exited]), [0, 0, 1])
    assert.match(help.stdout, /^Usage: openrouter-keys-sandbox \[flags\]\n/)
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
    assert.strictEqual(wrong.stderr, "There is no flag --bogus; --help lists all.\n")
    assert.notInclude(help.stdout + version.stdout + wrong.stderr, "\u001B")
  })

  // Nothing here may block this process, which serves the sandboxes of other tests.
  it("starts by the package's command, which prints an error if it is not built", async () => {
    const folder = mkdtempSync(join(tmpdir(), "launcher-"))
    const launcher = join(folder, "bin", "launcher.mjs")
    cpSync(fileURLToPath(new URL("../bin/openrouter-keys-sandbox.js", import.meta.url)), launcher)
    const unbuilt = Run.of(launcher)
    assert.strictEqual(await unbuilt.exited, 1)
    assert.deepInclude(unbuilt, { stdout: "", stderr: "openrouter-keys-sandbox is not built: run npm run build\n" })
    mkdirSync(join(folder, "dist"))
    writeFileSync(join(folder, "dist", "bin.js"), "console.log(\"started\")")
    const built = Run.of(launcher)
    assert.strictEqual(await built.exited, 0)
    assert.strictEqual(built.stdout, "started\n")
    rmSync(folder, { recursive: true })
  })
})
