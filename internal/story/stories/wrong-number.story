# A wrong number is mended by a person, while the message takes its next channel; a payment makes a call needless.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario calls
  step first polite 10 days after due by call,mail
customer ACME  fr  mail compta@acme.example  phone "+32 81 55 01 02"
customer BETA  fr  mail compta@beta.example  phone "+32 81 55 01 03"
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 50.00 EUR due 2026-01-16
2026-01-26  night
  > ready ACME first
  > task ACME call
  > ready BETA first
  > task BETA call
2026-01-26  call ACME wrong_number
  > missed ACME first 1
  > done ACME call
  > task ACME wrong number
  > queued ACME first
2026-01-26  bank +50.00 from BETA "R-2"
  > settled R-2
  > withdrawn BETA first: nothing_open
  > done BETA call
  > case BETA closed: paid
