//! What a plan needs to know of its clients: read where it is not known, judged as it arrives.

use super::super::App;
use super::super::wants::SWEEP;
use super::Bulk;
use super::plan::{PlanSheet, State};
use crate::client::{ClientKey, PoolId};
use crate::tasks::Priority;

impl App {
    /// Asks for what the plan on screen still needs, and judges what is here.
    pub(in crate::app) fn want_for_bulk(&mut self) {
        let mut plan = match self.bulk.take() {
            Some(Bulk::Plan(plan)) => plan,
            other => {
                self.bulk = other;
                return;
            }
        };
        let pools: Vec<PoolId> = plan.pools().into_iter().cloned().collect();
        for pool in pools {
            self.want_pool(&pool);
            if self.is_pool_known(&pool) && !plan.around.contains_key(&pool) {
                plan.around.insert(pool.clone(), self.owned_around(&pool));
            }
        }
        self.judge_plan(&mut plan);
        self.bulk = Some(Bulk::Plan(plan));
    }

    fn judge_plan(&mut self, plan: &mut PlanSheet) {
        let region = self.context.region.clone();
        let mut missing = Vec::new();
        for item in plan.items.iter_mut().filter(|item| matches!(item.state, State::Reading)) {
            let known = self.described.get(&item.key);
            if let Some(failure) = known.and_then(|known| known.failure.as_ref()) {
                item.state = State::Unreadable(format!("{} {}", failure.what, failure.next));
                plan.page.expire();
            } else if let Some(client) =
                known.filter(|known| !known.stale).and_then(|known| known.value.as_ref())
            {
                if let Some(around) = plan.around.get(&item.key.pool) {
                    item.judge(client, around, &region, self.note_for(&item.key.pool));
                    plan.page.expire();
                }
            } else if known.is_none_or(super::super::Known::is_wanted) {
                missing.push(item.key.clone());
            }
        }
        for key in missing {
            if self.describing.len() >= SWEEP {
                break;
            }
            self.describe_client(key, Priority::Watched);
        }
    }

    /// True for a client that the plan on screen waits for.
    pub(in crate::app) fn bulk_waits_for(&self, key: &ClientKey) -> bool {
        let Some(Bulk::Plan(plan)) = &self.bulk else { return false };
        plan.items.iter().any(|item| item.key == *key && matches!(item.state, State::Reading))
    }

    /// True once the pool and its parts are here, or cannot be.
    pub(in crate::app) fn is_pool_known(&self, pool: &PoolId) -> bool {
        let described = self.described_pools.get(pool);
        let parts = self.pool_parts.get(pool);
        described.is_some_and(|known| known.value.is_some() || known.failure.is_some())
            && parts.is_some_and(|known| known.value.is_some() || known.failure.is_some())
    }

    /// Reads every client of the plan anew.
    pub(super) fn read_plan_again(&mut self, plan: &mut PlanSheet) {
        for item in &mut plan.items {
            item.state = State::Reading;
            self.expire_client(&item.key);
        }
        plan.confirm = None;
        plan.page.expire();
        self.give_another_chance(plan);
    }

    /// What could not be read earlier may be readable now.
    pub(super) fn give_another_chance(&mut self, plan: &PlanSheet) {
        for item in &plan.items {
            if let Some(known) = self.described.get_mut(&item.key) {
                known.failure = None;
            }
        }
    }
}
