// SPDX-License-Identifier: MIT
// StepLadder: central differences along one entry, over many step sizes.
#pragma once

#include <descent/core/parameters.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace descent::derivative {

/// One step size: what the cost says at t + h and t - h.
template <class Scalar>
struct Rung {
    Scalar step;       ///< h
    Scalar difference; ///< (J(t + h) - J(t - h)) / 2h
    Scalar below;      ///< (J(t) - J(t - h)) / h
    Scalar above;      ///< (J(t + h) - J(t)) / h
    Scalar bound;      ///< on the error of `difference`, as far as the data tell; see StepLadder
};

/// Central differences with steps falling by 4, from 1/16 of t to about eps^(2/3) of it.
///
/// Two kinds of error are in a difference: h^2 J'''/6, and a noise in J over h. Both show in the
/// spread of neighbours: |D(h) - D(h/4)| is 15/16 of the first, and of the size of the second. So
/// the bound of a rung is the largest spread of it and all finer ones, each turned back into noise
/// by its own step, over its own step: whatever noise the cost has, it need not be known. A few
/// eps |J| / h are the least.
///
/// Steps at which the cost is not finite are left out. So are those so fine that J no longer moves,
/// if at larger ones it does: a cost in coarser arithmetic is a staircase.
///
/// Source  The bound from neighbours: [Ridders1982], without the extrapolation
template <class Scalar>
class StepLadder {
public:
    static constexpr int digits = std::numeric_limits<Scalar>::digits;
    static constexpr int most = (2 * digits / 3 - 4) / 2 + 1;

    /// @param at     t -> J, the other entries fixed
    /// @param t      where
    /// @param value  J(t)
    template <class Cost>
    StepLadder(const Cost& at, Scalar t, Scalar value) : scale_{larger(magnitude(t), Scalar(1))} {
        Scalar h = scale_ / 16;
        for (int i = 0; i < most; ++i, h /= 4) {
            const Scalar up = t + h;
            const Scalar down = t - h;
            const Scalar high = at(up);
            const Scalar low = at(down);
            const Scalar width = up - down;
            const Scalar rounding =
                std::numeric_limits<Scalar>::epsilon() * (magnitude(high) + magnitude(low)) / width;
            const Rung<Scalar> rung{h, (high - low) / width, (value - low) / (t - down),
                                    (high - value) / (up - t), rounding};
            if (is_finite(rung.difference) && is_finite(rung.below) && is_finite(rung.above)) {
                rungs_[size_++] = rung;
            }
        }
        drop_flat_end();
        bound();
    }

    /// max(|t|, 1): the size that steps are relative to.
    Scalar scale() const { return scale_; }

    /// Rungs, the coarsest first; those with a bound are the first `bounded()`.
    std::size_t size() const { return size_; }
    const Rung<Scalar>& operator[](std::size_t i) const { return rungs_[i]; }

    /// How many rungs have at least two finer ones to compare with.
    std::size_t bounded() const { return size_ < 3 ? 0 : size_ - 2; }

    /// The rung with the least bound. There must be one.
    std::size_t best() const {
        std::size_t least = 0;
        for (std::size_t i = 1; i < bounded(); ++i) {
            least = rungs_[i].bound < rungs_[least].bound ? i : least;
        }
        return least;
    }

    /// Whether the slopes from below and above, at rung i and the next two, do not approach each
    /// other: for a smooth cost their gap falls by 4 with every rung.
    bool kink(std::size_t i) const {
        const auto gap = [this](std::size_t k) {
            return magnitude(rungs_[k].above - rungs_[k].below);
        };
        return i < bounded() && gap(i + 1) > Scalar(0.7) * gap(i) &&
               gap(i + 2) > Scalar(0.7) * gap(i + 1) && gap(i) > 8 * rungs_[i].bound;
    }

private:
    /// One flat rung is kept: it tells how high the last stair is.
    void drop_flat_end() {
        const auto flat = [this](std::size_t i) {
            return rungs_[i].below == Scalar(0) && rungs_[i].above == Scalar(0);
        };
        std::size_t moving = size_; // rungs up to the last at which J moves
        while (moving > 0 && flat(moving - 1)) {
            --moving;
        }
        size_ = moving == 0 ? size_ : (std::min)(size_, moving + 1);
    }

    void bound() {
        Scalar noise(0);
        for (std::size_t i = size_; i-- > 1;) {
            const Scalar finer = rungs_[i].step;
            Rung<Scalar>& rung = rungs_[i - 1];
            noise = larger(noise, magnitude(rung.difference - rungs_[i].difference) * finer);
            rung.bound = larger(rung.bound, noise / finer);
        }
    }

    Scalar scale_;
    std::array<Rung<Scalar>, std::size_t{most}> rungs_{};
    std::size_t size_ = 0;
};

} // namespace descent::derivative
