import { readText, readYaml } from "../compose/read_compose.ts";

/** An expression of PromQL in the repository. */
export interface Expression {
  /** File, and the rule or panel in it. */
  readonly where: string;
  readonly expr: string;
  /** What a recording rule makes of it; null = nothing that others could use. */
  readonly record: string | null;
}

/** A file of rules. */
export interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert?: string;
      readonly record?: string;
      readonly expr: string;
    }[];
  }[];
}

/** A dashboard, in parts. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly datasource: DataSource;
    readonly targets: readonly { readonly datasource: DataSource; readonly expr?: string }[];
  }[];
}

interface DataSource {
  readonly type: string;
  readonly uid: string;
}

/** Paths of the files in a folder of the repository. */
export function filesIn(folder: string): string[] {
  const entries = [...Deno.readDirSync(new URL(`../../${folder}`, import.meta.url))];
  return entries.map(({ name }) => `${folder}/${name}`).sort();
}

/** All of the rules of Prometheus. */
export function findRuleExpressions(): Expression[] {
  return filesIn("deploy/prometheus/rules").flatMap((path) =>
    (readYaml(path) as RuleFile).groups.flatMap(({ rules }) =>
      rules.map(({ alert, record, expr }) => ({
        where: `${path}: ${alert ?? record}`,
        expr,
        record: record ?? null,
      }))
    )
  );
}

/** All of the dashboards; what Grafana puts in for a variable is put in. */
export function findPanelExpressions(): Expression[] {
  return readDashboards().flatMap(({ path, dashboard }) =>
    dashboard.panels.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr }) =>
        expr === undefined ? [] : [{
          where: `${path}: ${title}`,
          expr: expr.replaceAll("$__rate_interval", "5m"),
          record: null,
        }]
      )
    )
  );
}

/** All dashboards, each with the path of its file. */
export function readDashboards(): { readonly path: string; readonly dashboard: Dashboard }[] {
  return filesIn("deploy/grafana/dashboards").map((path) => ({
    path,
    dashboard: JSON.parse(readText(path)) as Dashboard,
  }));
}
