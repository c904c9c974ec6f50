/** What Deno has and is not in the types of other runtimes. */
declare const Deno: { readonly createHttpClient: (options: { readonly poolMaxIdlePerHost: number }) => object }
