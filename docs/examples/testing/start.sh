npx openrouter-keys-sandbox --port 4010 --keys 25 --state keys.json --management-key dev --latency 50ms --fault create:503:x2
