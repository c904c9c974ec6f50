/** Types of Deno's own API. */
declare const Deno: { readonly createHttpClient: (options: { readonly poolMaxIdlePerHost: number }) => object }
