# A ladder whose first rung counts from the one before is refused (L22).
scenario wrong
  step first  polite  5 days after previous
  > refused: the first step "first" cannot count from the previous step, since there is none
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr
