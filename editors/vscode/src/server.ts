// The server's life: found, started, restarted, and what is said when it can't be.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  commands,
  type Disposable,
  EventEmitter,
  LanguageStatusSeverity,
  type LogOutputChannel,
  languages,
  type Uri,
  window,
} from "vscode";
import { ExecuteCommandRequest, LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { SELECTOR } from "./language.ts";
import { type Program, preferences, program, SECTION } from "./settings.ts";

const run = promisify(execFile);

/** The one server of a window, whatever its folders. */
export class Server implements Disposable {
  private client: LanguageClient | undefined;
  /** What is being done, so that starts and stops come one after the other. */
  private last: Promise<void> = Promise.resolve();
  private readonly status = languages.createLanguageStatusItem("ast.server", SELECTOR);
  private readonly output: LogOutputChannel;
  private readonly reference: Uri;
  private readonly started = new EventEmitter<void>();

  /** Once it can be asked. */
  readonly onDidStart = this.started.event;

  /** `reference` is the page that says what codes mean. */
  constructor(output: LogOutputChannel, reference: Uri) {
    this.output = output;
    this.reference = reference;
    this.status.name = "ast";
    this.status.text = "ast";
    this.status.command = { command: "ast.output", title: "Show the output" };
  }

  /** Starts it, if it doesn't run yet. */
  start(): Promise<void> {
    return this.queue(async () => {
      if (this.client === undefined) await this.launch(program());
    });
  }

  /** Starts it anew, with the settings as they are now. */
  restart(): Promise<void> {
    return this.queue(async () => {
      await this.end();
      await this.launch(program());
    });
  }

  stop(): Promise<void> {
    return this.queue(() => this.end());
  }

  /** Runs a command of the server, once what is being done with it is done; it isn't started for that. */
  async execute(command: string, ...args: unknown[]): Promise<unknown> {
    await this.last;
    if (this.client === undefined) throw new Error("the language server doesn't run; see the output of ast");
    return await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  }

  dispose(): void {
    this.status.dispose();
    this.started.dispose();
  }

  private queue(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step, step);
    return this.last;
  }

  private async launch({ command, args }: Program): Promise<void> {
    let version: string;
    try {
      version = (await run(command, ["--version"], { timeout: 10_000 })).stdout.trim();
    } catch (error) {
      this.failed(`\`${command} --version\` failed`, error);
      void this.explain(command, error);
      return;
    }
    this.output.info(`${version}, started as \`${[command, ...args].join(" ")}\``);
    const client = new LanguageClient(
      SECTION,
      "ast",
      { command, args },
      {
        documentSelector: SELECTOR,
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: preferences(this.reference),
        synchronize: { configurationSection: SECTION },
      },
    );
    try {
      await client.start();
    } catch (error) {
      this.failed("the language server did not start", error);
      await client.dispose().catch(() => undefined);
      return;
    }
    this.client = client;
    this.status.severity = LanguageStatusSeverity.Information;
    this.status.detail = version;
    this.started.fire();
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => this.output.warn(`the server ended badly: ${error}`));
  }

  private failed(what: string, error: unknown): void {
    this.output.error(`${what}: ${error instanceof Error ? error.message : error}`);
    this.status.severity = LanguageStatusSeverity.Error;
    this.status.detail = what;
  }

  /** Says why there is no server, and offers the way out. */
  private async explain(command: string, error: unknown): Promise<void> {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    const what = isAbsent
      ? `\`${command}\` was not found: install ast, or say in the setting \`ast.path\` where it is.`
      : `\`${command}\` can't be started: see the output, and the setting \`ast.path\`.`;
    const choice = await window.showErrorMessage(what, "Open the Setting", "Show the Output", "Try Again");
    if (choice === "Open the Setting") await commands.executeCommand("workbench.action.openSettings", "ast.path");
    if (choice === "Show the Output") this.output.show();
    if (choice === "Try Again") await this.restart();
  }
}
