//! How an indicator is written down: once, for completed and forming bars.

/// An indicator from its pieces and the expression that makes an array of values from one bar.
///
/// `given` are parameters, plain values in the expression. `holds` are [`Kernel`](super::kernels::Kernel)s: in
/// `update` the expression sees them as `&mut`, in `preview` as `&`, and `.feed(...)` does what that allows. The
/// expression feeds each at most once for each bar.
macro_rules! formula {
    (
        $(#[$doc:meta])*
        $name:ident[$outputs:literal] from $params:ident
        given { $($given:ident: $given_type:ty = $given_value:expr),* $(,)? }
        holds { $($held:ident: $held_type:ty = $held_value:expr),* $(,)? }
        each $bar:ident => $values:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        struct $name {
            $($given: $given_type,)*
            $($held: $held_type,)*
            values: [f64; $outputs],
        }

        impl $name {
            fn make($params: &$crate::indicators::Params) -> Box<dyn $crate::indicators::Indicator> {
                Box::new(Self {
                    $($given: $given_value,)*
                    $($held: $held_value,)*
                    values: [f64::NAN; $outputs],
                })
            }
        }

        impl $crate::indicators::Indicator for $name {
            fn update(&mut self, $bar: &$crate::indicators::BarInput) {
                let Self { $($given,)* $($held,)* values } = self;
                $(let $given = *$given;)*
                *values = $values;
            }

            fn preview(&self, $bar: &$crate::indicators::BarInput, out: &mut [f64]) {
                let Self { $($given,)* $($held,)* values: _ } = self;
                $(let $given = *$given;)*
                let values: [f64; $outputs] = $values;
                for (cell, value) in out.iter_mut().zip(values) {
                    *cell = value;
                }
            }

            fn values(&self) -> &[f64] {
                &self.values
            }

            fn copy(&self) -> Box<dyn $crate::indicators::Indicator> {
                Box::new(self.clone())
            }
        }

        $crate::indicators::state::state_of!($name { $($held,)* values });
    };
}
pub(super) use formula;
