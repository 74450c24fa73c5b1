# A hold on a label takes back what was queued for those who have it, and for nobody else; who gets the label later is held too.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail info@beta.example
customer GAMMA  fr  mail compta@gamma.example
2026-01-02  label ACME "Key account"
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 200.00 EUR due 2026-01-16
2026-01-02  invoice R-3 GAMMA 300.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
  > queued BETA reminder-1
  > queued GAMMA reminder-1
2026-01-26 07:00  hold label "key account" "the fair" until 2026-01-28
  > withdrawn ACME reminder-1: customer_held
2026-01-26 08:00  label GAMMA "key account"
  > withdrawn GAMMA reminder-1: customer_held
2026-01-26  send
  > mail BETA reminder-1 R-2 200.00
2026-01-28  night
  > held ACME: customer_held until 2026-01-29
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
  > mail GAMMA reminder-1 R-3 300.00
