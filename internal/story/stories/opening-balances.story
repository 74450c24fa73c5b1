# A company that knows only what each customer owes is followed up all the same, and the next balances say what was paid.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail admin@beta.example
2026-01-02  balances
  ACME 1190.00
  BETA 300.00
2026-02-11  night
  > mail ACME reminder-1 Solde ACME 1190.00
  > mail BETA reminder-1 Saldo BETA 300.00
2026-02-16  balances complete
  BETA 120.00
  > closed 1
  > case ACME closed: settled
  > open Saldo BETA 120.00
  > settled Solde ACME
2026-02-26  night
  > mail BETA reminder-2 Saldo BETA 120.00
