// {{ header }}

/** A value as JSON has it. */
export type Json =
  string | number | boolean | null | readonly Json[] | JsonObject;

/** An object as JSON has it. */
export type JsonObject = { readonly [key: string]: Json };

/** Variables by name: `process.env`, or the `env` of a Worker, of whatever type that is. */
export type Variables = object;

/** Makes a value of a text, or throws a `Misfit`. */
export type Parse<T> = (text: string) => T;

/** What is wrong with one variable. It never holds the value. */
export interface Problem {
  readonly name: string;
  /** Where the spec declares it. */
  readonly path: string;
  readonly reason: string;
  /** What to do. */
  readonly help: string;
}

/** The problem for people. */
export declare function sentence(problem: Problem): string;

/** The environment lacks values, or holds ones of the wrong form. */
export declare class ConfigError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]);
}

/** A text has the wrong form; says what was expected, and never the text. */
export declare class Misfit extends Error {
  /** A text that has the right form. */
  readonly example: string;
  constructor(expected: string, example: string);
}

/** A value that shows only when asked to; JSON and text have `***` instead. */
export declare class Secret<T> {
  constructor(value: T);
  /** The value itself. */
  reveal(): T;
  /** Whether it is a secret with the same value. */
  equals(other: unknown): boolean;
  toString(): string;
  toJSON(): string;
}

/** Reads variables by their names, and notes what is wrong with them until `finish`. */
export declare class Reader {
  /** Reads from `process.env` unless told otherwise, where there is one. */
  constructor(environ?: Variables);
  /** A value that has to be there; an empty one is absent. */
  required<T>(parse: Parse<T>, name: string, path: string, about?: string): T;
  /** A value, or what is made of the default. */
  defaulted<T>(parse: Parse<T>, name: string, path: string, text: string): T;
  /** A value that may be absent. */
  optional<T>(parse: Parse<T>, name: string, path: string): T | undefined;
  /** Throws if anything was missing or of the wrong form. */
  finish(): void;
  /** Notes a variable that nothing asks for. */
  protected unknown(name: string): void;
}

/** Reads what a test says, and makes up the rest. */
export declare class Example extends Reader {}

/** The value, which can't be changed from now on. */
export declare function frozen<T>(settings: T): T;
/** Whether two values are the same in all that they hold, secrets too. */
export declare function equal(left: unknown, right: unknown): boolean;

/** Any text. */
export declare const text: Parse<string>;
/** A text without the blanks around it. */
export declare const word: Parse<string>;
/** A key that goes into a header. */
export declare const key: Parse<string>;
/** The URL of a server, with or without a path. */
export declare const url: Parse<string>;
/** A JSON number. */
export declare const number: Parse<number>;
/** The number of a port. */
export declare const port: Parse<number>;
/** Exactly `true` or `false`. */
export declare const boolean: Parse<boolean>;
/** A JSON array. */
export declare const array: Parse<readonly Json[]>;
/** A JSON object. */
export declare const mapping: Parse<JsonObject>;
/** One of a few texts. */
export declare function oneOf<const T extends string>(
  ...options: T[]
): Parse<T>;
/** What is made of one of a few texts. */
export declare function within<T>(
  parse: Parse<T>,
  ...options: string[]
): Parse<T>;
/** A value that is never shown. */
export declare function secret<T>(parse: Parse<T>): Parse<Secret<T>>;
/** Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path. */
export declare function openaiBaseUrl(url: string): string;
