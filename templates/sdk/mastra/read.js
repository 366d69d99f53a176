// {{ header }}
// Reads typed values from an environment, and collects everything that is wrong with it.

/** @import { Variables, Json, JsonObject, Parse, Problem } from "./read.d.ts" */

/** @param {Problem} problem */
export const sentence = ({ name, reason, path, help }) =>
  `${name} ${reason} (${path}); ${help}`;

export class ConfigError extends Error {
  /** @param {readonly Problem[]} problems */
  constructor(problems) {
    const plural = problems.length === 1 ? "" : "s";
    const lines = problems.map((problem) => `- ${sentence(problem)}`);
    super(
      `${problems.length} problem${plural} with the environment:\n${lines.join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export class Misfit extends Error {
  /**
   * @param {string} expected
   * @param {string} example
   */
  constructor(expected, example) {
    super(expected);
    this.example = example;
  }
}

/** @template T */
export class Secret {
  /** @type {T} */
  #value;

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  reveal() {
    return this.#value;
  }

  /** @param {unknown} other */
  equals(other) {
    return other instanceof Secret && equal(this.#value, other.#value);
  }

  toString() {
    return "***";
  }

  toJSON() {
    return "***";
  }

  [Symbol.toPrimitive]() {
    return "***";
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return "Secret(***)";
  }
}

export class Reader {
  #environ;
  /** @type {Problem[]} */
  #problems = [];

  /** @param {Variables} [environ] */
  constructor(environ = globalThis.process?.env ?? {}) {
    this.#environ = /** @type {Record<string, unknown>} */ (environ);
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @param {string} [about]
   * @returns {T}
   */
  required(parse, name, path, about) {
    const value = this.#environ[name];
    if (value) return this.#parsed(parse, name, path, value);
    const what = about ? ` (${about})` : "";
    const help = `set it in the environment${what}`;
    return this.#wrong({ name, path, reason: "is not set", help });
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @param {string} text
   * @returns {T}
   */
  defaulted(parse, name, path, text) {
    return this.#parsed(parse, name, path, this.#environ[name] || text);
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @returns {T | undefined}
   */
  optional(parse, name, path) {
    const value = this.#environ[name];
    return value ? this.#parsed(parse, name, path, value) : undefined;
  }

  finish() {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  /**
   * @protected
   * @param {string} name
   */
  unknown(name) {
    const reason = "is not a variable of these settings";
    this.#wrong({ name, path: "example", reason, help: "the README has all" });
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @param {unknown} value
   * @returns {T}
   */
  #parsed(parse, name, path, value) {
    try {
      if (typeof value !== "string") throw new Misfit("a text", "example");
      return parse(value);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      const help = `set it to ${error.message}`;
      return this.#wrong({ name, path, reason: "has the wrong form", help });
    }
  }

  /**
   * Never seen: `finish` throws before anybody gets the values.
   *
   * @param {Problem} problem
   * @returns {any}
   */
  #wrong(problem) {
    this.#problems.push(problem);
    return undefined;
  }
}

export class Example extends Reader {
  #unknown;

  /** @param {Variables} variables */
  constructor(variables) {
    super(variables);
    this.#unknown = new Set(Object.keys(variables));
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @returns {T}
   */
  required(parse, name, path) {
    return this.defaulted(parse, name, path, example(parse, name));
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @param {string} text
   * @returns {T}
   */
  defaulted(parse, name, path, text) {
    this.#unknown.delete(name);
    return super.defaulted(parse, name, path, text);
  }

  /**
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @returns {T | undefined}
   */
  optional(parse, name, path) {
    this.#unknown.delete(name);
    return super.optional(parse, name, path);
  }

  finish() {
    for (const name of this.#unknown) this.unknown(name);
    super.finish();
  }
}

/**
 * A text that the parser takes, and that leads nowhere: nothing has a name below `invalid`.
 *
 * @param {Parse<unknown>} parse
 * @param {string} name
 */
const example = (parse, name) => {
  const scheme = name.endsWith("URL") ? "https://" : "";
  const text = /(?:^|_)(?:HOST|URL)$/.test(name)
    ? `${scheme}example.invalid`
    : "example";
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Misfit) return error.example;
    throw error;
  }
  return text;
};

/**
 * @template T
 * @param {T} settings
 * @returns {T}
 */
export const frozen = (settings) => {
  if (typeof settings === "object" && settings !== null) {
    Object.freeze(settings);
    Object.values(settings).forEach(frozen);
  }
  return settings;
};

/**
 * @param {unknown} left
 * @param {unknown} right
 * @returns {boolean}
 */
export const equal = (left, right) => {
  if (left instanceof Secret) return left.equals(right);
  if (typeof left !== "object" || left === null) return left === right;
  if (typeof right !== "object" || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const own = Object.entries(left);
  const others = new Map(Object.entries(right));
  for (const [name, value] of own) {
    if (!others.has(name) || !equal(value, others.get(name))) return false;
  }
  return own.length === others.size;
};

/** @type {Parse<string>} */
export const text = (text) => text;

/**
 * A text without the blanks around it, which are those of JSON.
 *
 * @param {string} text
 */
const bare = (text) => text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");

/** @type {Parse<string>} */
export const word = (text) => {
  const word = bare(text);
  if (word) return word;
  throw new Misfit("a text that is not blank", "example");
};

/** @type {Parse<string>} A key that goes into a header. */
export const key = (text) => {
  const key = bare(text);
  if (/^[!-~]+$/.test(key)) return key;
  throw new Misfit(
    "a key alone: letters, digits and signs of ASCII, without blanks",
    "example",
  );
};

const SERVER =
  /^https?:\/\/(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::(\d+))?(?:\/(?:[!-~]*))?$/;

/** @type {Parse<string>} The URL of a server, with or without a path. */
export const url = (text) => {
  const url = bare(text);
  const found = SERVER.exec(url);
  const port = Number(found?.[1] ?? 1);
  const isSplit = /[?#]|[^:]\/\/+[^/]/.test(url);
  if (found && port > 0 && port < 65536 && !isSplit) return url;
  throw new Misfit(
    "a URL without a user and a query, such as https://gateway.example",
    "https://example.invalid",
  );
};

/** @type {Parse<number>} */
export const number = (text) => {
  const value = json(text);
  if (typeof value === "number") return value;
  throw new Misfit("a number, such as 1.5", "1.5");
};

/** @type {Parse<number>} */
export const port = (text) => {
  const value = Number(/^\d+$/.test(bare(text)) ? json(text) : 0);
  if (value > 0 && value < 65536) return value;
  throw new Misfit("the number of a port, such as 8080", "8080");
};

/** @type {Parse<boolean>} */
export const boolean = (text) => {
  const word = bare(text);
  if (word === "true" || word === "false") return word === "true";
  throw new Misfit("true or false", "false");
};

/** @type {Parse<readonly Json[]>} */
export const array = (text) => {
  const value = json(text);
  if (Array.isArray(value)) return value;
  throw new Misfit('a JSON array, such as ["a"]', "[]");
};

/** @type {Parse<JsonObject>} */
export const mapping = (text) => {
  const value = json(text);
  const fits = typeof value === "object" && value !== null;
  if (fits && !(value instanceof Array)) return value;
  throw new Misfit('a JSON object, such as {"a": 1}', "{}");
};

/**
 * @template {string} T
 * @param {T[]} options
 * @returns {Parse<T>}
 */
export const oneOf =
  (...options) =>
  (text) => {
    const found = options.find((option) => option === text);
    if (found !== undefined) return found;
    throw new Misfit(options.join(" or "), String(options[0]));
  };

/**
 * @template T
 * @param {Parse<T>} parse
 * @param {string[]} options
 * @returns {Parse<T>}
 */
export const within =
  (parse, ...options) =>
  (text) =>
    parse(oneOf(...options)(text));

/**
 * @template T
 * @param {Parse<T>} parse
 * @returns {Parse<Secret<T>>}
 */
export const secret = (parse) => (text) => new Secret(parse(text));

/** @param {string} url */
export const openaiBaseUrl = (url) => {
  const bare = url.replace(/\/+$/, "");
  const rest = bare.replace(/^[^:/]*:\/\//, "");
  return rest.includes("/") ? bare : `${bare}/v1`;
};

/**
 * @param {string} text
 * @returns {Json | undefined}
 */
const json = (text) => {
  try {
    return JSON.parse(text, (_, value) => {
      // Other languages have no number for `1e999`.
      if (typeof value === "number" && !Number.isFinite(value)) {
        throw new RangeError("out of range");
      }
      return value;
    });
  } catch {
    return undefined;
  }
};
