// What a process uses, as Linux tells it.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

// Seconds of processor time so far.
export function cpu(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

// The most memory it held, in MiB.
export function peak(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmHWM:\s+(\d+) kB$/m)[1]) / 1024;
}

// Lets the peak begin anew; `false` where that is not permitted.
export function resetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
    return true;
  } catch {
    return false;
  }
}

// How many files it may open.
export function fileLimit(pid) {
  return Number(readFileSync(`/proc/${pid}/limits`, "utf8").match(/^Max open files\s+(\d+)/m)?.[1] ?? Infinity);
}

// How many files it has open.
export function files(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}
