// What another file calls.
export function fetchSetting(name) {
  if (!process.env[name]) throw new Error(name);
  return process.env[name];
}
