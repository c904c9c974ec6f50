import {spawn} from "node:child_process";
import inspector from "node:inspector/promises";
import { OpenRouter } from "@openrouter-keys/adapters";
const s=spawn(process.execPath,["/tmp/pf/srv.mjs"]);const port=await new Promise(r=>s.stdout.once("data",d=>r(+d)));
const base=`http://127.0.0.1:${port}/api/v1`,u=base+"/keys";
const h={accept:"application/json",authorization:"Bearer sk-or-v1-aaaaaaaaaaaaaaa"};
const a=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const body=await (await fetch(u)).text();
const mk=()=>new Response(body,{status:200,headers:{"content-type":"application/json","content-length":String(body.length)}});
const am=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base,fetch:async()=>mk()});
const V={mem:()=>am.apiKeys.list(),
 mk:0,all:async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=await fetch(u,{method:"GET",body:undefined,headers:h,signal:c.signal,cache:"no-store",redirect:"manual"});const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x},
 adapter:()=>a.apiKeys.list(),
};
const f=V[process.argv[2]];
for(let i=0;i<1000;i++)await f();
const ses=new inspector.Session();ses.connect();await ses.post("Profiler.enable");await ses.post("Profiler.setSamplingInterval",{interval:200});await ses.post("Profiler.start");
const N=20000;for(let i=0;i<N;i++)await f();
const {profile}=await ses.post("Profiler.stop");

const dt=profile.timeDeltas;const byId=new Map(profile.nodes.map(n=>[n.id,n]));const self=new Map();
profile.samples.forEach((id,i)=>self.set(id,(self.get(id)??0)+dt[i]));
const total=new Map();const key=n=>n.callFrame.functionName+" "+n.callFrame.url.split("/").slice(-2).join("/")+":"+n.callFrame.lineNumber;
const walk=(n,seen)=>{let t=self.get(n.id)??0;const k=key(n);const s2=seen.has(k)?seen:new Set(seen).add(k);for(const c of n.children??[])t+=walk(byId.get(c),s2);if(!seen.has(k))total.set(k,(total.get(k)??0)+t);return t};
walk(profile.nodes[0],new Set());
const rows=[];const print=(n,d)=>{const t=(()=>{let s=0;const st=[n];while(st.length){const m=st.pop();s+=self.get(m.id)??0;for(const c of m.children??[])st.push(byId.get(c))}return s})();if(t/N<1)return;console.log("  ".repeat(d)+(t/N).toFixed(1)+" ("+((self.get(n.id)??0)/N).toFixed(1)+") "+key(n));for(const c of [...(n.children??[])].map(c=>byId.get(c)))print(c,d+1)};
print(profile.nodes[0],0);
s.kill();
