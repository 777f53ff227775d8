// SPDX-License-Identifier: MIT
// FusedPass: value and gradient of a sum over a training set in one pass over X.
#pragma once

#include <descent/kernel/apart.hpp>
#include <descent/kernel/block_kernel.hpp>
#include <descent/kernel/chunk_sums.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <vector>

namespace descent::kernel {

/// Makes, for scores h_i = theta_0 + x_i . theta and anything that turns them into a sum and into
/// derivatives r_i, the sum of r_i x_i and of r_i, with as many columns as theta has.
///
/// X goes through the caches once, in blocks of rows: scores of a block, its derivatives, its part
/// of the gradient. Chunks of blocks are summed for themselves and added in order, so the bits do
/// not depend on the number of threads.
///
/// The object is the scratch memory of the passes over one X, and holds nothing of X.
///
/// @tparam Kernel  reads X, see kernel_for_t
/// @tparam Scalar  of theta and of all sums
template <class Kernel, class Scalar>
    requires BlockKernel<Kernel, Scalar>
class FusedPass {
public:
    using Table = Eigen::ArrayXX<Scalar>;

    /// The memory of one thread.
    struct Lane {
        Table scores;      ///< of the block at hand; its number of rows is a multiple of 16
        Table derivatives; ///< to be made of them
        typename Kernel::Scratch scratch;
    };

    /// @param kernel      of the training set
    /// @param intercepts  0 or 1: whether there is a theta_0
    /// @param outputs     columns of theta
    FusedPass(const Kernel& kernel, Index intercepts, Index outputs)
        : intercept_{Table::Zero(intercepts, outputs)},
          slopes_{Table::Zero(kernel.columns(), outputs)},
          chunks_{kernel.rows(), kernel.bytes_per_row(), kernel.unit()},
          sums_{Part{intercept_, slopes_, {}}, chunks_}, line_sums_{{}, chunks_} {
        block_ = (std::min)(kernel.block(), chunks_.end(0));
        const Index rows = (block_ + 15) / 16 * 16;
        for (int lane = 0; lane < sums_.lanes(); ++lane) {
            lanes_.emplace_back(
                Lane{Table::Zero(rows, outputs), Table::Zero(rows, outputs), kernel.scratch()});
        }
    }

    /// The parameters of the next pass: intercepts [0 or 1 x outputs], slopes [n x outputs].
    Table& intercept() { return intercept_; }
    Table& slopes() { return slopes_; }

    /// What the last pass summed up: of derivatives, and of derivatives times rows of X.
    const Table& intercept_gradient() const { return sums_.total().intercept; }
    const Table& slopes_gradient() const { return sums_.total().slopes; }

    /// Lanes, each of which serves one thread.
    int lanes() const { return sums_.lanes(); }

    /// Rows in the largest block, rounded up to a multiple of 16.
    Index block() const { return (*lanes_.front()).scores.rows(); }

    /// One pass over X.
    ///
    /// @param kernel  of the same training set as that given to the constructor
    /// @param action  action(i, b, lane, number of the lane) -> Sums, called once for each block of
    ///                rows i, ..., i + b - 1: reads lane.scores, writes lane.derivatives, which
    ///                must be 0 from b up to the next multiple of 16. Called
    ///                from several threads at once, with a lane each.
    /// @return the sum of what action returned
    template <class Action>
    Sums<Scalar> run(const Kernel& kernel, const Action& action) {
        sums_.run(
            chunks_,
            [&](int thread, Index first) {
                kernel.start(lane(thread).scratch, chunks_.begin(first));
            },
            [&](int thread, Index chunk, Part& part) {
                const Index end = chunks_.end(chunk);
                for (Index i = chunks_.begin(chunk); i < end; i += block_) {
                    block(kernel, thread, i, (std::min)(block_, end - i), part, action);
                }
            });
        return sums_.total().sums;
    }

    /// The same, with one output, by a kernel that `fuses`.
    ///
    /// @param losses  losses(i, b) -> what turns scores of rows i, ..., i + b - 1 into derivatives
    ///                (see FusingKernel) and sums both up: value(), derivative()
    template <class Losses>
    Sums<Scalar> run_fused(const Kernel& kernel, const Losses& losses) {
        const bool intercept = intercept_.rows() != 0;
        const Scalar theta_0 = intercept ? intercept_(0, 0) : Scalar(0);
        sums_.run(
            chunks_, [](int, Index) {},
            [&](int, Index chunk, Part& part) {
                const Index end = chunks_.end(chunk);
                for (Index i = chunks_.begin(chunk); i < end; i += block_) {
                    const Index b = (std::min)(block_, end - i);
                    auto block = losses(i, b);
                    kernel.fused(i, b, theta_0, slopes_, block, part.slopes);
                    part.sums += {block.value(), static_cast<Scalar>(b)};
                    if (intercept) {
                        part.intercept(0, 0) += block.derivative();
                    }
                }
            });
        return sums_.total().sums;
    }

    /// Sums over the same chunks of rows that do not need X.
    ///
    /// @param action  action(i, b, lane, number of the lane) -> LineSums, as for `run`; the lane's
    ///                tables are free for use
    template <class Action>
    LineSums<Scalar> sweep(const Action& action) {
        line_sums_.run(
            chunks_, [](int, Index) {},
            [&](int thread, Index chunk, LineSums<Scalar>& part) {
                const Index end = chunks_.end(chunk);
                for (Index i = chunks_.begin(chunk); i < end; i += block()) {
                    part.add(action(i, (std::min)(block(), end - i), lane(thread), thread));
                }
            });
        return line_sums_.total();
    }

private:
    struct Part {
        Table intercept;
        Table slopes;
        Sums<Scalar> sums;

        void clear() {
            intercept.setZero();
            slopes.setZero();
            sums = {};
        }
        void add(const Part& other) {
            intercept += other.intercept;
            slopes += other.slopes;
            sums += other.sums;
        }
    };

    Lane& lane(int thread) { return *lanes_[static_cast<std::size_t>(thread)]; }

    template <class Action>
    void block(const Kernel& kernel, int thread, Index i, Index b, Part& part,
               const Action& action) {
        Lane& lane = this->lane(thread);
        using Aligned = Eigen::Map<Eigen::ArrayX<Scalar>, Eigen::AlignedMax>;
        const Index whole = (b + 15) / 16 * 16;
        const bool intercept = intercept_.rows() != 0;
        for (Index q = 0; q < slopes_.cols(); ++q) {
            Aligned(&lane.scores(0, q), whole)
                .setConstant(intercept ? intercept_(0, q) : Scalar(0));
        }
        kernel.scores(lane.scratch, i, b, slopes_, lane.scores);
        part.sums += action(i, b, lane, thread);
        if (intercept) {
            for (Index q = 0; q < slopes_.cols(); ++q) {
                part.intercept(0, q) += Aligned(&lane.derivatives(0, q), whole).sum();
            }
        }
        kernel.gradient(lane.scratch, i, b, lane.derivatives, part.slopes);
    }

    Table intercept_;
    Table slopes_;
    Chunks chunks_;
    ChunkSums<Part> sums_;
    ChunkSums<LineSums<Scalar>> line_sums_;
    Index block_ = 0;
    std::vector<Apart<Lane>> lanes_;
};

} // namespace descent::kernel
