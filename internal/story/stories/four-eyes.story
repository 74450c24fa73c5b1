# A notice of default needs two different people; a person who approves twice is one.
company  Lys & Fils SRL  BE  scenario standard
freshness off
four-eyes on
scenario short
  step first polite 5 days after due
  step notice formal 10 days after previous deadline 8
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-21  night
  > mail ACME first R-1 1190.00
2026-02-02  night
  > proposed ACME notice
2026-02-02 10:00  approve ACME by anna
  > another must approve ACME
2026-02-02 10:10  approve ACME by anna
  > another must approve ACME
2026-02-02 10:30  send
  > nothing
2026-02-02 11:00  approve ACME by bert
2026-02-02 11:30  send
  > mail ACME notice R-1 1190.00
  > case ACME finished
  > task ACME ladder finished
