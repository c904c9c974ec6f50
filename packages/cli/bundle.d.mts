/** Writes the bundled command into a folder. */
export const bundle: (outdir: string) => Promise<unknown>
