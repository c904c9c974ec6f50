/** The clock that calls are timed with. */

const wall = (): number => performance.now() * 1_000

/** CPU time of all threads of this process, compiler and garbage collector included, without waits. */
const cpu = (): number => {
  const { system, user } = process.cpuUsage()
  return user + system
}

let read = wall

/** Measures CPU time from now on. It hardly depends on other load of the machine. */
export const useCpu = (): void => {
  read = cpu
}

/** Microseconds since an arbitrary start. */
export const microseconds = (): number => read()
