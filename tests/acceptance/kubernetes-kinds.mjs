// Routes and external secrets on standard input, held against the schemas of their own projects.
import { readFileSync } from "node:fs";
import { HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";

const kinds = { HTTPRoute, ExternalSecret };
const fields = {
  HTTPRoute: ["parentRefs", "hostnames", "rules"],
  ExternalSecret: ["refreshInterval", "secretStoreRef", "target", "data"],
};
const check = (object) => {
  const Kind = kinds[object.kind];
  if (object.apiVersion !== Kind.apiVersion) throw new Error(`${object.kind} of ${object.apiVersion}`);
  new Kind(object).validate();
  // The schemas let unknown fields pass.
  for (const key of Object.keys(object.spec)) {
    if (!fields[object.kind].includes(key)) throw new Error(`${object.kind} has no ${key}`);
  }
};
const refuses = (object) => {
  try {
    check(object);
  } catch {
    return;
  }
  throw new Error(`the check takes ${JSON.stringify(object)}`);
};

const objects = JSON.parse(readFileSync(0, "utf8"));
for (const kind of Object.keys(kinds)) {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length === 0) throw new Error(`no ${kind} was made`);
  found.forEach(check);
  const { spec, ...rest } = found[0];
  refuses({ ...rest, spec: { ...spec, more: 1 } });
  console.log(`kubernetes: ${found.length} objects are an ${kind} as its project has it`);
}
const route = objects.find((object) => object.kind === "HTTPRoute");
refuses({ ...route, spec: { ...route.spec, parentRefs: [{ nme: "x" }] } });
const secret = objects.find((object) => object.kind === "ExternalSecret");
refuses({ ...secret, spec: { ...secret.spec, data: [{ secretKey: "A" }] } });
