# A mail that is refused for good goes as a letter, without a task; a letter has left when it was posted.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario paper
  step first polite 10 days after due by mail,letter
  step second firm 20 days after previous by mail
customer ACME  fr  mail gone@acme.example  at "Rue Haute 5"
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server refuses gone@acme.example
2026-01-26  night
  > failed ACME first
  > ready ACME first
2026-01-26  look
  > ready ACME first letter
2026-01-26  post ACME
  > posted ACME first
2026-01-27  night
  > waiting ACME: step_later until 2026-02-15
# Without another channel a person has to look.
2026-02-16  night
  > failed ACME second
  > task ACME message failed
