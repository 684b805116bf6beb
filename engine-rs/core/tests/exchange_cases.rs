//! Hand-calculated cases of the simulated exchange; the cases are in `exchange_cases.txt`.

mod exchange_script;

#[test]
fn every_case_is_as_reckoned_by_hand() {
    let (cases, faults) = exchange_script::run(include_str!("exchange_cases.txt"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases >= 40, "{cases} cases");
}
