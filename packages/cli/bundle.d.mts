/** A file of the bundle. */
export interface BundledFile {
  readonly name: string
  /** Paths of the modules in it, from the package. */
  readonly inputs: ReadonlyArray<string>
  readonly imports: ReadonlyArray<{ readonly name: string; readonly isDynamic: boolean }>
}

/** Writes the bundled command into a folder. Returns its files, with what each is made of and imports. */
export const bundle: (outdir: string) => Promise<ReadonlyArray<BundledFile>>
