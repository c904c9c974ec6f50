import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

let spent = 0
for await (const { usageMonthly } of openRouter.apiKeys.listAll({ includeDisabled: true })) spent += usageMonthly
console.log(`$${spent.toFixed(2)} this month`)
