// A mutation for each row of docs/threats.md: the defence taken out, and the tests that must fail then.
//   row      the row's first cell
//   changes  what a file has once, and what stands there instead. MUTANT (C++) and MUTANT_SQL (SQL) are true where
//            this mutation is on; where it is off, the program is as it was
//   tests    the names of ctest, and which of their cases
//   quick    runs in bin/test
// The sections of docs/threats.md are in files of their own.
import { citizens } from "./citizens.mjs";
import { declarations } from "./declarations.mjs";
import { offices } from "./offices.mjs";
import { programs } from "./programs.mjs";

// Lets the switch through to programs that are started without an environment.
export const plumbing = [
  {
    id: "plumbing",
    changes: [
      {
        file: "foundation/helper/helper_program.cpp",
        was: "arguments.data(), environment.data())",
        now: "arguments.data(), MUTANT ? environment.data() : environ)",
      },
    ],
  },
];

// Rows that nothing can be taken out of, and why.
export const without = {
  "row-level security, a head signed by witnesses, keys on another machine": "not built",
  "break-glass": "not built",
};

export const mutations = [...citizens, ...programs, ...declarations, ...offices];
