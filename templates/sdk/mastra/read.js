// {{ header }}
// Reads typed values from an environment, and collects everything that is wrong with it.

/** @import { Variables, Json, JsonObject, Parse, Problem } from "./read.d.ts" */

export class ConfigError extends Error {
  /** @param {readonly Problem[]} problems */
  constructor(problems) {
    const plural = problems.length === 1 ? "" : "s";
    const lines = problems.map(
      ({ name, reason, path, help }) =>
        `- ${name} ${reason} (${path}); ${help}`,
    );
    super(
      `${problems.length} problem${plural} with the environment:\n${lines.join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export class Misfit extends Error {}

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

  /** @param {Variables} environ */
  constructor(environ) {
    this.#environ = environ;
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
    const help = `set it in the environment or in .env${what}`;
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
   * @template T
   * @param {Parse<T>} parse
   * @param {string} name
   * @param {string} path
   * @param {string} value
   * @returns {T}
   */
  #parsed(parse, name, path, value) {
    try {
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
  throw new Misfit("a text that is not blank");
};

/** @type {Parse<string>} A key that goes into a header. */
export const key = (text) => {
  const key = bare(text);
  if (/^[!-~]+$/.test(key)) return key;
  throw new Misfit(
    "a key alone: letters, digits and signs of ASCII, without blanks",
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
  );
};

/** @type {Parse<number>} */
export const number = (text) => {
  const value = json(text);
  if (typeof value === "number") return value;
  throw new Misfit("a number, such as 1.5");
};

/** @type {Parse<number>} */
export const port = (text) => {
  const value = Number(/^\d+$/.test(bare(text)) ? json(text) : 0);
  if (value > 0 && value < 65536) return value;
  throw new Misfit("the number of a port, such as 8080");
};

/** @type {Parse<boolean>} */
export const boolean = (text) => {
  const word = bare(text);
  if (word === "true" || word === "false") return word === "true";
  throw new Misfit("true or false");
};

/** @type {Parse<Json[]>} */
export const array = (text) => {
  const value = json(text);
  if (Array.isArray(value)) return value;
  throw new Misfit('a JSON array, such as ["a"]');
};

/** @type {Parse<JsonObject>} */
export const mapping = (text) => {
  const value = json(text);
  const fits = typeof value === "object" && value !== null;
  if (fits && !Array.isArray(value)) return value;
  throw new Misfit('a JSON object, such as {"a": 1}');
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
    throw new Misfit(options.join(" or "));
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
