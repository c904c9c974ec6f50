module.exports = {
  // The packages are ES modules, which Jest turns into CommonJS like code of yours. All others it leaves as they are.
  transformIgnorePatterns: ["/node_modules/(?!@openrouter-keys/)"],
  transform: { "\\.js$": ["babel-jest", { plugins: ["@babel/plugin-transform-modules-commonjs"] }] }
}
