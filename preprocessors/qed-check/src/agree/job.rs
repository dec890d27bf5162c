//! The claims of one snippet.

use std::ops::Range;
use std::sync::OnceLock;

use qed_agree::{
    Claim, Claims, Context, Input, Plan, Refusal, Verdict, claim_words, claims, plan, plan_identity,
};
use qed_markdown::{Excerpt, Topic};
use qed_report::Finding;
use qed_snippet::{Ask, Error, Inquiry, SUPPORT};

use super::ask::{ask_all, settle};
use super::example::Tried;
use super::tell::Teller;
use super::{Agreement, Book, Compared};

/// The sources that give a claim its verdict: a QED in which one of them is another does not trust what this one remembered.
const FINGERPRINT: &str = env!("QED_AGREE_FINGERPRINT");

/// The claims of one snippet.
pub(crate) struct Job<'a> {
    pub(super) book: &'a Book<'a>,
    topic: usize,
    snippet: usize,
    code: Excerpt,
    read: OnceLock<Read>,
    said: OnceLock<Vec<Said>>,
}

/// What became of one claim.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) label: String,
    /// Nothing where the claim is not about a formula of its topic.
    pub(crate) agreement: Option<Agreement>,
    pub(crate) findings: Vec<Finding>,
}

/// The claims as they are understood.
pub(super) struct Read {
    pub(super) claims: Claims,
    /// One for each claim: how its formula is read; nothing where it is not about a formula of its topic.
    pub(super) plans: Vec<Option<Result<Plan, Vec<Refusal>>>>,
}

impl<'a> Job<'a> {
    /// The job of a snippet, if it makes claims that are looked at.
    pub(crate) fn of(book: &'a Book<'a>, topic: usize, snippet: usize) -> Option<Self> {
        let written = &book.library.topics[topic].snippets[snippet];
        let words = ["agrees:", "holds:", "notation:"];
        if !words.iter().any(|word| written.code.text.contains(word)) {
            return None;
        }
        let code = qed_snippet::program(written);
        let words = claim_words(&code.text);
        let wanted = match book.replay {
            None => !words.is_empty(),
            Some(replay) => words.contains(&replay.label),
        };
        wanted.then(|| Self {
            book,
            topic,
            snippet,
            code,
            read: OnceLock::new(),
            said: OnceLock::new(),
        })
    }

    pub(crate) fn place(&self) -> (usize, usize) {
        (self.topic, self.snippet)
    }

    /// Whether a finding stands in the snippet.
    pub(crate) fn holds(&self, finding: &Finding) -> bool {
        let topic = self.topic();
        let own = topic.span(topic.snippets[self.snippet].range.clone());
        let at = finding.place.span;
        at.source == own.source && (own.start..own.end).contains(&at.start)
    }

    /// What became of each claim. Where the snippet itself does not hold, its claims are open.
    pub(crate) fn said(&self) -> &[Said] {
        self.said
            .get_or_init(|| self.without_calls("its snippet does not hold", None))
    }

    fn topic(&self) -> &'a Topic {
        &self.book.library.topics[self.topic]
    }

    pub(super) fn teller(&self) -> Teller<'_> {
        Teller {
            topic: self.topic(),
            code: &self.code,
            sources: &self.book.library.sources,
            seed: self.book.seed(),
        }
    }

    pub(super) fn read(&self) -> &Read {
        self.read.get_or_init(|| {
            let mut claims = claims(&self.code.text);
            claims.claims.retain(|claim| self.book.wants(&claim.label));
            claims
                .notations
                .retain(|notation| self.book.wants(&notation.label));
            claims
                .examples
                .retain(|example| self.book.wants(&example.label));
            let context = Context {
                functions: &claims.functions,
                formulas: &self.book.formulas,
            };
            let plans = claims.claims.iter().map(|claim| {
                let (topic, _) = self.book.formula(&claim.label)?;
                let tex = self.book.tex(&claim.label);
                let planned = (topic == self.topic).then(|| match &claim.signature {
                    Some(signature) => plan(tex, &claim.annotation, signature, &context),
                    None => plan_identity(tex, &claim.annotation, &context),
                });
                planned.map(|planned| {
                    planned.map_err(|mut refusals| {
                        for refusal in &mut refusals {
                            let range = refusal.range.clone();
                            refusal.range = self.book.back(&claim.label, range);
                        }
                        refusals
                    })
                })
            });
            let plans = plans.collect();
            Read { claims, plans }
        })
    }

    /// What can be said without calling a function.
    fn without_calls(&self, why: &str, unable: Option<&Finding>) -> Vec<Said> {
        let read = self.read();
        let mut all = self.static_said();
        for (claim, plan) in read.claims.claims.iter().zip(&read.plans) {
            all.push(match plan {
                Some(Ok(_)) => Said {
                    label: claim.label.clone(),
                    agreement: Some(Agreement::Open(why.to_owned())),
                    findings: unable.into_iter().cloned().collect(),
                },
                other => {
                    self.not_planned(claim, other.as_ref().and_then(|plan| plan.as_ref().err()))
                }
            });
        }
        all
    }

    /// Mistakes in the comments, and what is said to be notation.
    fn static_said(&self) -> Vec<Said> {
        let read = self.read();
        let teller = self.teller();
        let faults = read.claims.faults.iter().map(|fault| Said {
            label: String::new(),
            agreement: None,
            findings: vec![teller.fault(fault)],
        });
        let notations = read.claims.notations.iter().map(|notation| {
            match self.misplaced(&notation.label, notation.label_range.clone()) {
                Some(finding) => Said {
                    label: notation.label.clone(),
                    agreement: None,
                    findings: vec![finding],
                },
                None => Said {
                    label: notation.label.clone(),
                    agreement: Some(Agreement::Notation(notation.reason.clone())),
                    findings: Vec::new(),
                },
            }
        });
        let known = |label: &String| {
            let claims = read.claims.claims.iter().map(|claim| &claim.label);
            let notations = read.claims.notations.iter().map(|notation| &notation.label);
            claims.chain(notations).any(|known| known == label)
        };
        let labels = read.claims.labels.iter();
        let misread = labels
            .filter(|label| self.book.wants(label) && !known(label))
            .map(|label| Said {
                label: label.clone(),
                agreement: Some(Agreement::Open("its claim is not understood".to_owned())),
                findings: Vec::new(),
            });
        let claimed = |label: &str| read.claims.claims.iter().any(|claim| claim.label == label);
        let examples = read.claims.examples.iter();
        let orphans = examples
            .filter(|example| !claimed(&example.label))
            .map(|example| Said {
                label: String::new(),
                agreement: None,
                findings: vec![teller.orphan(example)],
            });
        let all = faults.chain(notations).chain(misread).chain(orphans);
        all.collect()
    }

    /// A finding where a label is not of a formula of this topic.
    fn misplaced(&self, label: &str, range: Range<usize>) -> Option<Finding> {
        match self.book.formula(label) {
            Some((topic, _)) if topic == self.topic => None,
            Some((topic, _)) => {
                let path = &self.book.library.topics[topic].path;
                Some(self.teller().elsewhere(label, range, path))
            }
            None => {
                let labels = self.book.labels.keys().copied();
                Some(self.teller().unknown(label, range, labels))
            }
        }
    }

    fn not_planned(&self, claim: &Claim, refusals: Option<&Vec<Refusal>>) -> Said {
        let label = claim.label.clone();
        let (Some(refusals), Some((_, formula))) = (refusals, self.book.formula(&label)) else {
            let misplaced = self.misplaced(&label, claim.label_range.clone());
            return Said {
                label: String::new(),
                agreement: None,
                findings: misplaced.into_iter().collect(),
            };
        };
        let teller = self.teller();
        let findings = refusals
            .iter()
            .map(|refusal| teller.refused(claim, formula, refusal));
        Said {
            findings: findings.collect(),
            agreement: Some(Agreement::Open("it is not read".to_owned())),
            label,
        }
    }

    fn judged(&self, claim: &Claim, plan: &Plan, mut verdict: Verdict, tried: Tried) -> Said {
        let Tried {
            examples,
            mut findings,
            wrong,
        } = tried;
        let back = |range: &mut Range<usize>| {
            *range = self.book.back(&claim.label, range.clone());
        };
        match &mut verdict {
            Verdict::Differs(_, Some(reconcile)) => back(&mut reconcile.range),
            Verdict::UndefinedHere { range, .. } => back(range),
            _ => {}
        }
        let agreement = match &verdict {
            Verdict::Agrees { .. } if !findings.is_empty() => {
                Agreement::Open("a worked example does not come out".to_owned())
            }
            Verdict::Agrees {
                inputs,
                all,
                domain,
            } => {
                let on = Compared {
                    inputs: *inputs,
                    all: *all,
                    domain: domain.clone(),
                    examples,
                    notes: plan.reading().notes,
                };
                match &claim.signature {
                    Some(signature) => Agreement::Agrees {
                        function: signature.name.clone(),
                        on,
                    },
                    None => Agreement::Holds(on),
                }
            }
            Verdict::Differs(..) => Agreement::Open("it differs from its function".to_owned()),
            Verdict::OnlyRounding(_) => Agreement::Open("it differs by rounding".to_owned()),
            Verdict::UndefinedHere { .. } => {
                Agreement::Open("it has no value where its function has one".to_owned())
            }
            Verdict::Inconclusive { .. } => Agreement::Open("too little can be said".to_owned()),
        };
        let formula = self.book.formula(&claim.label).map(|(_, formula)| formula);
        let finding = formula
            .and_then(|formula| self.teller().verdict(claim, formula, plan, &verdict, wrong));
        findings.extend(finding);
        Said {
            label: claim.label.clone(),
            agreement: Some(agreement),
            findings,
        }
    }

    /// The plans that call a function, in the order of their calls.
    fn called(&self) -> impl Iterator<Item = &Plan> {
        let plans = self.read().plans.iter().flatten();
        plans.filter_map(|plan| plan.as_ref().ok().filter(|plan| !plan.is_identity()))
    }
}

impl Inquiry for Job<'_> {
    fn identity(&self) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(&format!("{FINGERPRINT} {:?}", self.book.replay));
        for word in claim_words(&self.code.text) {
            if let Some((topic, _)) = self.book.formula(&word) {
                add(&word);
                add(if topic == self.topic {
                    "here"
                } else {
                    "elsewhere"
                });
                add(self.book.tex(&word));
            }
        }
        hasher.finalize().as_bytes().to_vec()
    }

    fn recall(&self, remembered: &[u8]) -> bool {
        let Ok(all) = serde_json::from_slice::<Vec<(String, Agreement)>>(remembered) else {
            return false;
        };
        let said = all.into_iter().map(|(label, agreement)| Said {
            label,
            agreement: Some(agreement),
            findings: Vec::new(),
        });
        self.said.set(said.collect()).is_ok()
    }

    fn support(&self) -> &'static str {
        qed_agree::RUNTIME
    }

    fn code(&self) -> Option<String> {
        let (mut functions, mut names) = (String::new(), Vec::new());
        for (number, plan) in self.called().enumerate() {
            let name = format!("__qed_call_{number}");
            functions.push_str(&plan.call(&name, "", SUPPORT));
            names.push(name);
        }
        let dispatch = format!("{SUPPORT}::dispatch(&__qed_path, &[{}]);", names.join(", "));
        (!names.is_empty()).then_some(functions + &dispatch)
    }

    fn talk(&self, ask: &mut Ask<'_>) -> Result<Option<Vec<u8>>, Error> {
        let read = self.read();
        let seed = self.book.seed();
        let claims = || read.claims.claims.iter().zip(&read.plans);
        let asked = claims().filter_map(|(claim, plan)| {
            let plan = plan.as_ref()?.as_ref().ok()?;
            let mut inputs = if plan.is_identity() {
                return None;
            } else {
                plan.inputs(seed)
            };
            let drawn = inputs.len();
            let examples = self.examples(claim, plan).into_iter();
            inputs.extend(examples.filter_map(|(_, input)| input.ok()));
            Some((plan, inputs, drawn))
        });
        let asked: Vec<(&Plan, Vec<Input>, usize)> = asked.collect();
        let mut outputs = ask_all(&asked, ask)?.into_iter();
        let mut all = self.static_said();
        let mut call = 0;
        for (claim, plan) in claims() {
            let plan = match plan {
                Some(Ok(plan)) => plan,
                other => {
                    let refusals = other.as_ref().and_then(|plan| plan.as_ref().err());
                    all.push(self.not_planned(claim, refusals));
                    continue;
                }
            };
            let (verdict, answers) = if plan.is_identity() {
                (plan.settle(seed, |_| Vec::new()), Vec::new())
            } else {
                let number = call;
                call += 1;
                let (_, inputs, drawn) = &asked[number];
                let (mut outputs, slow) = outputs.next().unwrap_or_default();
                let answers = outputs.split_off(outputs.len().min(*drawn));
                let inputs = &inputs[..*drawn];
                (settle(plan, number, inputs, &outputs, slow, ask)?, answers)
            };
            let examples = self.examples(claim, plan);
            let tried = self.tried(claim, plan, &examples, answers);
            all.push(self.judged(claim, plan, verdict, tried));
        }
        let proven: Option<Vec<(&str, &Agreement)>> = all
            .iter()
            .map(|said| match &said.agreement {
                Some(Agreement::Open(_)) | None => None,
                Some(agreement) => Some((said.label.as_str(), agreement)),
            })
            .collect();
        let learned = proven.and_then(|proven| serde_json::to_vec(&proven).ok());
        let _ = self.said.set(all);
        Ok(learned)
    }

    fn unable(&self, why: &str) {
        let finding = self.teller().unable(why, self.read());
        let _ = self
            .said
            .set(self.without_calls("its function cannot be called", finding.as_ref()));
    }
}

impl Read {
    /// The first claim that needs a call.
    pub(super) fn first_call(&self) -> Option<&Claim> {
        let mut claims = self.claims.claims.iter();
        claims.find(|claim| claim.signature.is_some())
    }
}
